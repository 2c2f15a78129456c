/// A table with everything that goes when it is dropped.
public struct Table: Sendable, Hashable {
    public var name: ObjectName
    /// In their order in the table.
    public var columns: [Column]
    public var primaryKey: PrimaryKey?
    public var uniques: [UniqueConstraint] = []
    public var foreignKeys: [ForeignKey] = []
    public var checks: [CheckConstraint] = []
    /// Those that no constraint made.
    public var indexes: [Index] = []
    public var triggers: [Trigger] = []
    public var comment: String?
    /// What the engine adds to a table, by its own words: `ENGINE`, `WITHOUT ROWID`, `PARTITION BY`.
    public var options: [TableOption] = []
    /// What belongs to the table and this model has no type for: exclusion constraints, policies, rules.
    public var others: [TextObject] = []

    public init(name: ObjectName, columns: [Column] = []) {
        self.name = name
        self.columns = columns
    }

    public subscript(column name: String) -> Column? { columns.first { $0.name == name } }

    /// Empty for an option that is there and has no value.
    func option(_ name: String) -> String? { options.first { $0.name == name }?.value }

    func hasOption(_ name: String) -> Bool { option(name) != nil }

    /// With constraints, indexes and triggers by what they are, not by when they were made.
    public func sorted() -> Table {
        var copy = self
        copy.uniques.sort {
            ($0.name ?? "", $0.columns.joined(separator: ",")) < ($1.name ?? "", $1.columns.joined(separator: ","))
        }
        copy.foreignKeys.sort {
            ($0.name ?? "", $0.columns.joined(separator: ",")) < ($1.name ?? "", $1.columns.joined(separator: ","))
        }
        copy.checks.sort { ($0.name ?? "", $0.expression) < ($1.name ?? "", $1.expression) }
        copy.indexes.sort { $0.name < $1.name }
        copy.triggers.sort { $0.name < $1.name }
        copy.options.sort { $0.name < $1.name }
        copy.others.sort { ($0.kind, $0.name) < ($1.kind, $1.name) }
        return copy
    }
}

public struct TableOption: Sendable, Hashable {
    public var name: String
    /// Empty for an option that is there or not.
    public var value: String

    public init(_ name: String, _ value: String = "") {
        self.name = name
        self.value = value
    }
}

public struct PrimaryKey: Sendable, Hashable {
    /// `nil` where nobody named it, or where the engine knows no name.
    public var name: String?
    public var columns: [String]
    public var deferral: Deferral
    /// PostgreSQL's `INCLUDE`.
    public var included: [String]

    public init(name: String? = nil, columns: [String], deferral: Deferral = .never, included: [String] = []) {
        self.name = name
        self.columns = columns
        self.deferral = deferral
        self.included = included
    }
}

public struct UniqueConstraint: Sendable, Hashable {
    public var name: String?
    public var columns: [String]
    public var deferral: Deferral
    public var included: [String]
    /// PostgreSQL's `NULLS NOT DISTINCT`.
    public var equatesNulls: Bool

    public init(
        name: String? = nil, columns: [String], deferral: Deferral = .never, included: [String] = [],
        equatesNulls: Bool = false
    ) {
        self.name = name
        self.columns = columns
        self.deferral = deferral
        self.included = included
        self.equatesNulls = equatesNulls
    }
}

public struct ForeignKey: Sendable, Hashable {
    public enum Action: String, Sendable, Hashable, CaseIterable {
        case noAction = "NO ACTION"
        case restrict = "RESTRICT"
        case cascade = "CASCADE"
        case setNull = "SET NULL"
        case setDefault = "SET DEFAULT"
    }

    public var name: String?
    public var columns: [String]
    public var table: ObjectName
    /// Empty where SQLite was told only the table: then its primary key is meant.
    public var referenced: [String]
    public var onDelete: Action
    public var onUpdate: Action
    /// `MATCH FULL`.
    public var matchesFull: Bool
    public var deferral: Deferral
    /// False for PostgreSQL's `NOT VALID`.
    public var isValid: Bool
    /// MySQL's family: the index that the engine made for the key, where that is not named like the key.
    public var index: ChanceName

    public init(
        name: String? = nil, columns: [String], table: ObjectName, referenced: [String], onDelete: Action = .noAction,
        onUpdate: Action = .noAction, matchesFull: Bool = false, deferral: Deferral = .never, isValid: Bool = true,
        index: ChanceName = ChanceName()
    ) {
        self.name = name
        self.columns = columns
        self.table = table
        self.referenced = referenced
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.matchesFull = matchesFull
        self.deferral = deferral
        self.isValid = isValid
        self.index = index
    }
}

/// A name that the engine gave by circumstances, such as the order of statements. It is needed to say what is to be dropped,
/// and takes no part in comparisons: any two are equal.
public struct ChanceName: Sendable, Hashable {
    public var text: String?

    public init(_ text: String? = nil) { self.text = text }

    public static func == (left: ChanceName, right: ChanceName) -> Bool { true }

    public func hash(into hasher: inout Hasher) {}
}

public struct CheckConstraint: Sendable, Hashable {
    public var name: String?
    /// Without the parentheses around it.
    public var expression: String
    /// False for PostgreSQL's `NOT VALID`.
    public var isValid: Bool
    /// False for MySQL's `NOT ENFORCED`.
    public var isEnforced: Bool
    /// PostgreSQL's `NO INHERIT`.
    public var isOwnOnly: Bool
    /// MariaDB: the column whose definition it is part of; such a check has no name of its own.
    public var column: String?

    public init(
        name: String? = nil, expression: String, isValid: Bool = true, isEnforced: Bool = true, isOwnOnly: Bool = false,
        column: String? = nil
    ) {
        self.name = name
        self.expression = expression
        self.isValid = isValid
        self.isEnforced = isEnforced
        self.isOwnOnly = isOwnOnly
        self.column = column
    }
}

/// Whether a constraint may wait for the end of the transaction.
public enum Deferral: String, Sendable, Hashable {
    case never = ""
    case initiallyImmediate = "DEFERRABLE"
    case initiallyDeferred = "DEFERRABLE INITIALLY DEFERRED"
}

public struct Trigger: Sendable, Hashable {
    public var name: String
    /// The whole statement that makes it.
    public var definition: String
    /// `ENABLE`, `DISABLE`, `ENABLE REPLICA`, `ENABLE ALWAYS`; the first unless somebody changed it.
    public var state: String
    public var comment: String?

    public init(name: String, definition: String, state: String = "ENABLE", comment: String? = nil) {
        self.name = name
        self.definition = definition
        self.state = state
        self.comment = comment
    }
}
