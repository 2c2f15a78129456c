/// What the catalogue shows once a definition statement took effect.
///
/// For the journal: a statement that was begun and whose answer was lost is looked up here. If every fact holds it took
/// effect, if none holds it did not, and anything between is for a person.
public struct CatalogueEffect: Sendable, Hashable {
    /// In the order of the statement; no object twice.
    public internal(set) var facts: [CatalogueFact] = []
    /// False when the statement also does what these facts cannot show (`MODIFY COLUMN`, rows of a `CREATE TABLE …
    /// SELECT`), when it names an object by a rule of the server's, or when it was not understood.
    public internal(set) var isComplete = true
    /// `IF [NOT] EXISTS` or `OR REPLACE` stands there: what is found need not be the statement's work.
    public internal(set) var toleratesPresence = false
    /// PostgreSQL's `CREATE INDEX CONCURRENTLY`: the index counts as there only while `pg_index.indisvalid`.
    public internal(set) var isConcurrent = false
    /// PostgreSQL's `REINDEX INDEX` or `REINDEX TABLE`: the index, or the table whose indexes, it builds anew. It may be
    /// run again at will; `CONCURRENTLY`, it leaves invalid copies when it fails.
    public internal(set) var rebuilt: CatalogueObject?
}

public enum CatalogueFact: Sendable, Hashable {
    case appears(CatalogueObject)
    case disappears(CatalogueObject)

    public var object: CatalogueObject {
        switch self {
        case .appears(let object), .disappears(let object): object
        }
    }
}

/// A thing that a catalogue lists. A missing schema means the one the session would look in.
public enum CatalogueObject: Sendable, Hashable {
    /// Also a view or another relation where the engine lets `ALTER TABLE` or `RENAME TABLE` name one.
    case table(QualifiedName)
    case view(QualifiedName)
    case materializedView(QualifiedName)
    case column(SQLName, of: QualifiedName)
    /// In MySQL's family an index belongs to a table; in the others to a schema, and `DROP INDEX` names no table.
    case index(QualifiedName, of: QualifiedName?)
    case primaryKey(of: QualifiedName)
    /// A check, a foreign key; in PostgreSQL and SQLite also a unique or primary key that was given a name.
    case constraint(SQLName, of: QualifiedName)
    case trigger(QualifiedName, of: QualifiedName?)
    case function(QualifiedName)
    case procedure(QualifiedName)
    case package(QualifiedName)
    case packageBody(QualifiedName)
    case event(QualifiedName)
    case sequence(QualifiedName)
    /// Also a domain.
    case type(QualifiedName)
    case enumValue(String, of: QualifiedName)
    /// Also a database of MySQL's family.
    case schema(SQLName)
    case database(SQLName)
    case `extension`(SQLName)
}

/// A name, perhaps with the schema (in MySQL's family the database) in front of it.
public struct QualifiedName: Sendable, Hashable {
    public var schema: SQLName?
    public var name: SQLName

    public init(schema: SQLName? = nil, name: SQLName) {
        self.schema = schema
        self.name = name
    }
}

/// A name as the catalogue has it: quotes undone, and folded where the engine folds.
public struct SQLName: Sendable, Hashable {
    public enum Comparison: Sendable, Hashable {
        /// Byte by byte: PostgreSQL, whose unquoted names are in lower case here already.
        case exact
        /// SQLite for ASCII letters; MySQL's family for columns, indexes, constraints, routines and events.
        case ignoringCase
        /// MySQL's tables, triggers and databases: by the server's `lower_case_table_names`.
        case asServerCompares
    }

    public var text: String
    public var comparison: Comparison

    public init(_ text: String, _ comparison: Comparison) {
        self.text = text
        self.comparison = comparison
    }
}
