/// A Swift type that stands for a table.
///
/// `@Table` of FlotillaModels writes the conformance from the type's stored properties; it may be written by hand too.
/// Nothing here reads or writes rows: a model says what the schema is to be, and no more.
public protocol Model: SendableMetatype {
    /// Known without ``modelTable``, so that tables may refer to each other in circles.
    nonisolated static var tableName: String { get }
    nonisolated static var modelTable: ModelTable { get }
}

/// A table as its model describes it, in words that every engine has a spelling for.
public struct ModelTable: Sendable, Hashable {
    public var name: String
    public var columns: [ModelColumn]
    /// What is about several columns, or about none.
    public var parts: [TablePart]
    public var comment: String?

    public init(_ name: String, columns: [ModelColumn], parts: [TablePart] = [], comment: String? = nil) {
        self.name = name
        self.columns = columns
        self.parts = parts
        self.comment = comment
    }

    /// What the table of a type is called that says nothing else: `BlogPost` has `blog_post`.
    public static func name(of type: String) -> String { type.snakeCased }

    /// The column of a property, or the one that is called so.
    func column(_ word: String) -> ModelColumn? {
        columns.first { $0.property == word } ?? columns.first { $0.name == word }
    }

    var keyColumns: [ModelColumn] { columns.filter { $0.marks.contains(.primaryKey) } }
}

/// What of a table is about several columns, or about none. Columns are named by their properties or by their own names.
public enum TablePart: Sendable, Hashable {
    /// - Parameter filter: of a partial index: only the rows for which it holds.
    case index(_ columns: [String], isUnique: Bool, filter: SQLText?, name: String?)
    case unique(_ columns: [String], name: String?)
    case check(SQLText, name: String)
    case foreignKey(_ columns: [String], ModelReference, name: String?)
}

/// What a foreign key refers to, and what happens to a row when what it refers to goes or gets another key.
public struct ModelReference: Sendable, Hashable {
    public var table: String
    /// Empty for the primary key.
    public var columns: [String]
    public var onDelete: ReferenceAction
    public var onUpdate: ReferenceAction

    public init(
        _ table: String, columns: [String] = [], onDelete: ReferenceAction = .noAction,
        onUpdate: ReferenceAction = .noAction
    ) {
        self.table = table
        self.columns = columns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
    }
}

/// What happens to a row when the row goes, or changes its key, that it refers to.
public enum ReferenceAction: Sendable, Hashable {
    /// The change is refused.
    case noAction
    /// The row goes, or follows.
    case cascade
    case setNull
    case setDefault
}
