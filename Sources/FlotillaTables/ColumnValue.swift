/// A Swift type that a column can hold.
///
/// An enum with `String` values that conforms to `CaseIterable` needs nothing more: its values are the only ones that the
/// column takes. Other types with a raw value are stored as that.
public protocol ColumnValue {
    static var columnType: ModelType { get }
    static var isNullable: Bool { get }
    /// The only values that the column may have; `nil` for any.
    static var columnValues: [String]? { get }
}

extension ColumnValue {
    public static var isNullable: Bool { false }
    public static var columnValues: [String]? { nil }
}

extension ColumnValue where Self: RawRepresentable, RawValue: ColumnValue {
    public static var columnType: ModelType { RawValue.columnType }
}

extension ColumnValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static var columnType: ModelType { .of(.choice(allCases.map(\.rawValue))) }
    public static var columnValues: [String]? { allCases.map(\.rawValue) }
}

extension Bool: ColumnValue { public static var columnType: ModelType { .boolean } }
extension Int: ColumnValue { public static var columnType: ModelType { .int64 } }
extension Int64: ColumnValue { public static var columnType: ModelType { .int64 } }
extension Int32: ColumnValue { public static var columnType: ModelType { .int32 } }
extension Int16: ColumnValue { public static var columnType: ModelType { .int16 } }
extension Double: ColumnValue { public static var columnType: ModelType { .double } }
extension Float: ColumnValue { public static var columnType: ModelType { .float } }
extension String: ColumnValue { public static var columnType: ModelType { .text } }
extension [UInt8]: ColumnValue { public static var columnType: ModelType { .binary } }

extension Optional: ColumnValue where Wrapped: ColumnValue {
    public static var columnType: ModelType { Wrapped.columnType }
    public static var isNullable: Bool { true }
    public static var columnValues: [String]? { Wrapped.columnValues }
}
