import FlotillaSQL

/// A column as a statement defines it.
struct ColumnDefinition: Sendable {
    var name: String
    /// The words of the type, without what stands in parentheses: `character varying`, `int unsigned`.
    var type = ""
    /// What stands in parentheses behind the type.
    var typeArguments: [String] = []
    var isNotNull = false
    var isPrimaryKey = false
    var isUnique = false
    var hasCheck = false
    var references: ObjectName?
    var generation: Generation?
    /// `AUTO_INCREMENT`, `AUTOINCREMENT`, or PostgreSQL's identity.
    var countsUp = false
    /// The expression behind `DEFAULT`, in the statement's tokens.
    var defaultValue: Range<Int>?
    /// Where it stands in the statement's tokens.
    var range: Range<Int>

    enum Generation: Sendable {
        case stored, virtual
    }

    var isSerial: Bool {
        ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"].contains(type)
    }
}

struct ConstraintDefinition: Sendable {
    enum Kind: Sendable {
        case primaryKey, unique, foreignKey, check, exclusion, notNull
    }

    var name: String?
    var kind: Kind
    var columns: [String] = []
    var references: ObjectName?
    /// `USING INDEX`, and of which name.
    var usesIndex = false
    var indexName: String?
    var isNotValid = false
    /// The column that a `CHECK (column IS NOT NULL)` is about.
    var provesNotNull: String?
    var range: Range<Int>
}

struct IndexDefinition: Sendable {
    var name: String?
    var table: ObjectName
    /// Nil for an expression.
    var columns: [String?] = []
    var isUnique = false
    var isConcurrent = false
    var isConditional = false
    /// Has a `WHERE`.
    var isPartial = false
    var range: Range<Int>

    var plainColumns: [String]? {
        let names = columns.compactMap { $0 }
        return names.count == columns.count && !names.isEmpty ? names : nil
    }
}

struct TableDefinition: Sendable {
    var name: ObjectName
    var columns: [ColumnDefinition] = []
    var constraints: [ConstraintDefinition] = []
    var indexes: [IndexDefinition] = []
    var isTemporary = false
    var isConditional = false
    /// Its columns come from elsewhere: `AS SELECT`, `LIKE`, `PARTITION OF`, `OF type`, `INHERITS`.
    var isDerived = false
    /// The words behind the list of columns.
    var options: Range<Int>
}

/// One part of an `ALTER TABLE`.
struct TableAction: Sendable {
    enum Kind: Sendable {
        case addColumn(ColumnDefinition)
        case dropColumn(String)
        case addConstraint(ConstraintDefinition)
        case addIndex(IndexDefinition)
        /// Of any kind; nil for MySQL's nameless primary key.
        case dropConstraint(String?)
        case dropIndex(String)
        case validate(String)
        case alterType(String, ColumnDefinition)
        case setNotNull(String)
        case dropNotNull(String)
        case setDefault(String)
        case addIdentity(String)
        /// MySQL's `MODIFY` and `CHANGE`.
        case redefine(String, ColumnDefinition)
        case renameColumn(String, String)
        case renameTable(ObjectName)
        case attachPartition(ObjectName)
        case detachPartition(isConcurrent: Bool)
        case setLogged
        /// `ENABLE` or `DISABLE TRIGGER`, `RULE`.
        case switchTrigger
        /// MySQL's `ALGORITHM=` and `LOCK=`.
        case algorithm(String)
        case lock(String)
        /// Anything else: its first words.
        case other(String)
    }

    var kind: Kind
    /// In the statement's tokens.
    var range: Range<Int>
}
