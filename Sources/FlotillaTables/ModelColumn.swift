/// A column as its model describes it.
public struct ModelColumn: Sendable, Hashable {
    /// The property's name, by which indexes and constraints may call it.
    public var property: String
    public var name: String
    public var type: ModelType
    public var isNullable: Bool
    public var marks: Set<ColumnMark>
    public var `default`: ColumnDefault?
    public var reference: ModelReference?
    public var check: SQLText?
    /// What it is computed from, when a row is written.
    public var generated: SQLText?
    public var comment: String?
    /// Of an enum: the only values that it may have.
    public var values: [String]?
}

/// What a column is besides a name and a type.
public enum ColumnMark: Sendable, Hashable {
    /// Part of the primary key. A single integer is numbered by the database, unless it is ``assigned``.
    case primaryKey
    case unique
    case indexed
    /// Of an integer that is the primary key: the application chooses the number.
    case assigned
}

/// What a property holds, as far as a column is concerned.
public struct HeldType: Sendable, Hashable {
    var type: ModelType
    var isNullable: Bool
    var values: [String]?

    /// By the Swift type.
    public static func value<Value: ColumnValue>(_ type: Value.Type) -> HeldType {
        HeldType(type: type.columnType, isNullable: type.isNullable, values: type.columnValues)
    }

    @available(
        *, unavailable,
        message: "this type stands for no column: say which with @Column(type:), or conform it to ColumnValue"
    )
    public static func value(_ type: Any.Type) -> HeldType { HeldType(type: .text, isNullable: true) }

    /// By a type of the database.
    public static func stored(_ type: ModelType, isNullable: Bool) -> HeldType {
        HeldType(type: type, isNullable: isNullable)
    }
}

extension ModelColumn {
    /// Named after its property, as `createdAt` and `created_at`.
    ///
    /// The parameters are those of the macro `@Column`, in its order, which hands them on as they are written.
    public init(
        _ property: String, _ held: HeldType, _ marks: ColumnMark..., length: Int? = nil, type: ModelType? = nil,
        default: ColumnDefault? = nil, generated: SQLText? = nil, check: SQLText? = nil,
        references: (any Model.Type)? = nil, referencing: String? = nil, onDelete: ReferenceAction = .noAction,
        onUpdate: ReferenceAction = .noAction, comment: String? = nil
    ) {
        self.init(
            property: property, name: property.snakeCased, type: type ?? held.type.limited(to: length),
            isNullable: held.isNullable, marks: Set(marks), default: `default`,
            reference: references.map {
                ModelReference(
                    $0.tableName, columns: referencing.map { [$0] } ?? [], onDelete: onDelete, onUpdate: onUpdate)
            },
            check: check, generated: generated, comment: comment, values: held.values)
    }

    /// With a name of its own.
    public init(
        _ property: String, _ held: HeldType, _ name: String, _ marks: ColumnMark..., length: Int? = nil,
        type: ModelType? = nil, default: ColumnDefault? = nil, generated: SQLText? = nil, check: SQLText? = nil,
        references: (any Model.Type)? = nil, referencing: String? = nil, onDelete: ReferenceAction = .noAction,
        onUpdate: ReferenceAction = .noAction, comment: String? = nil
    ) {
        self.init(
            property, held, length: length, type: type, default: `default`, generated: generated, check: check,
            references: references, referencing: referencing, onDelete: onDelete, onUpdate: onUpdate, comment: comment)
        self.name = name
        self.marks = Set(marks)
    }
}

extension String {
    /// `createdAt` as `created_at`, `userID` as `user_id`, `HTTPHeader` as `http_header`.
    var snakeCased: String {
        let letters = Array(self)
        var text = ""
        for (place, letter) in letters.enumerated() {
            let follows = place > 0 && !letters[place - 1].isUppercase && letters[place - 1] != "_"
            let begins =
                place > 0 && letters[place - 1].isUppercase && place + 1 < letters.count
                && letters[place + 1].isLowercase
            if letter.isUppercase, follows || begins { text += "_" }
            text += letter.lowercased()
        }
        return text
    }
}
