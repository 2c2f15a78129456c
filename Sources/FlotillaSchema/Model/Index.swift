public struct Index: Sendable, Hashable {
    public struct Part: Sendable, Hashable {
        public enum Key: Sendable, Hashable {
            case column(String)
            /// Without the parentheses around it.
            case expression(String)
        }

        public var key: Key
        public var isDescending: Bool
        /// `nil` for the engine's choice: last where it ascends, first where it descends, in PostgreSQL.
        public var hasNullsFirst: Bool?
        /// `nil` for that of the column.
        public var collation: String?
        /// PostgreSQL's operator class with its options, `nil` for the default of the type.
        public var operatorClass: String?
        /// MySQL: of the column, only so many characters or bytes.
        public var length: Int?

        public init(
            _ key: Key, isDescending: Bool = false, hasNullsFirst: Bool? = nil, collation: String? = nil,
            operatorClass: String? = nil, length: Int? = nil
        ) {
            self.key = key
            self.isDescending = isDescending
            self.hasNullsFirst = hasNullsFirst
            self.collation = collation
            self.operatorClass = operatorClass
            self.length = length
        }
    }

    public var name: String
    public var parts: [Part]
    public var isUnique: Bool
    /// `btree` unless something else was asked for, in lower case; `fulltext` and `spatial` too.
    public var method: String
    /// Of a partial index, without parentheses around it.
    public var predicate: String?
    /// PostgreSQL's `INCLUDE`.
    public var included: [String]
    /// PostgreSQL's `NULLS NOT DISTINCT`.
    public var equatesNulls: Bool
    /// False for what a failed `CREATE INDEX CONCURRENTLY` leaves.
    public var isValid: Bool
    /// False for MySQL's `INVISIBLE` and MariaDB's `IGNORED`.
    public var isVisible: Bool
    /// Storage parameters and their like, as they are written after the parts: `WITH (fillfactor=70)`.
    public var others: [String]
    public var comment: String?

    public init(
        name: String, parts: [Part], isUnique: Bool = false, method: String = "btree", predicate: String? = nil,
        included: [String] = [], equatesNulls: Bool = false, isValid: Bool = true, isVisible: Bool = true,
        others: [String] = [], comment: String? = nil
    ) {
        self.name = name
        self.parts = parts
        self.isUnique = isUnique
        self.method = method
        self.predicate = predicate
        self.included = included
        self.equatesNulls = equatesNulls
        self.isValid = isValid
        self.isVisible = isVisible
        self.others = others
        self.comment = comment
    }

    /// The columns, where no part is an expression.
    public var columns: [String]? {
        var names: [String] = []
        for part in parts {
            guard case .column(let name) = part.key else { return nil }
            names.append(name)
        }
        return names
    }
}
