/// Swift types as the source of a schema: `@Table` on a struct, `@Column` on properties that need more said of them.
///
/// ```swift
/// @Table("users")
/// @Index("email", "joined")
/// struct User {
///     @Column(.primaryKey) var id: Int
///     @Column(.unique, length: 80) var username: String
///     var joined: Date?
/// }
/// ```
///
/// These only describe. Nothing is added to the type but what flotilla asks it for, and it may be used for anything else.
@_exported import FlotillaTables

/// Makes a struct the model of a table: each of its stored properties is a column, unless `@NotAColumn` stands before it.
///
/// Without a name the table is called after the type, in small letters with underscores. Columns take their types from the
/// properties: `Int` and `Int64`, `Int32`, `Int16`, `Bool`, `Double`, `Float`, `String`, `[UInt8]`, Foundation's `Date`,
/// `UUID`, `Decimal`, `Data` and `URL`, and whatever conforms to ``ColumnValue``. An optional may be `NULL`.
@attached(member, names: named(tableName), named(modelTable))
@attached(extension, conformances: Model)
public macro Table(_ name: String? = nil, comment: String? = nil) =
    #externalMacro(module: "FlotillaMacros", type: "TableMacro")

/// Says more of a column than its property's name and type do.
///
/// - Parameters:
///   - length: at most so many characters or bytes.
///   - type: another type than the property's.
///   - default: what the database puts there when nobody says anything; a value, `.now`, or `.sql("…")`.
///   - generated: what it is computed from, when a row is written.
///   - check: what must hold of every row.
///   - references: the model whose row it refers to, by its primary key or by the column `referencing`.
@attached(peer)
public macro Column(
    _ marks: ColumnMark..., length: Int? = nil, type: ModelType? = nil, default: ColumnDefault? = nil,
    generated: SQLText? = nil, check: SQLText? = nil, references: (any Model.Type)? = nil, referencing: String? = nil,
    onDelete: ReferenceAction = .noAction, onUpdate: ReferenceAction = .noAction, comment: String? = nil
) = #externalMacro(module: "FlotillaMacros", type: "ColumnMacro")

/// The same with another name than the property's.
@attached(peer)
public macro Column(
    _ name: String, _ marks: ColumnMark..., length: Int? = nil, type: ModelType? = nil,
    default: ColumnDefault? = nil, generated: SQLText? = nil, check: SQLText? = nil,
    references: (any Model.Type)? = nil, referencing: String? = nil, onDelete: ReferenceAction = .noAction,
    onUpdate: ReferenceAction = .noAction, comment: String? = nil
) = #externalMacro(module: "FlotillaMacros", type: "ColumnMacro")

/// Keeps a stored property out of the table.
@attached(peer)
public macro NotAColumn() = #externalMacro(module: "FlotillaMacros", type: "ColumnMacro")

/// An index over properties; `where` makes it one over the rows for which that holds. MySQL, which has no such indexes, gets
/// one over all rows.
@attached(peer)
public macro Index(_ columns: String..., unique: Bool = false, where: SQLText? = nil, name: String? = nil) =
    #externalMacro(module: "FlotillaMacros", type: "PartMacro")

/// No two rows have the same values in all of these properties.
@attached(peer)
public macro Unique(_ columns: String..., name: String? = nil) =
    #externalMacro(module: "FlotillaMacros", type: "PartMacro")

/// What must hold of every row.
@attached(peer)
public macro Check(_ condition: SQLText, name: String) =
    #externalMacro(module: "FlotillaMacros", type: "PartMacro")

/// A reference by several properties to as many columns of another model: its primary key, unless `columns` names others.
@attached(peer)
public macro ForeignKey(
    _ properties: String..., references: any Model.Type, columns: [String] = [],
    onDelete: ReferenceAction = .noAction, onUpdate: ReferenceAction = .noAction, name: String? = nil
) = #externalMacro(module: "FlotillaMacros", type: "PartMacro")
