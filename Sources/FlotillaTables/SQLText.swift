import FlotillaSQL

/// SQL that is taken as it stands: a condition or an expression, the same for every engine or one for each.
public struct SQLText: Sendable, Hashable, ExpressibleByStringLiteral {
    private var common: String
    private var own: [Engine: String] = [:]

    public init(_ text: String) { common = text }

    public init(stringLiteral text: String) { self.init(text) }

    /// `common` is for the engines that have no text of their own.
    public static func sql(
        _ common: String, postgresql: String? = nil, mysql: String? = nil, sqlite: String? = nil
    ) -> SQLText {
        var text = SQLText(common)
        text.own = [Engine.postgresql: postgresql, .mysql: mysql, .sqlite: sqlite].compactMapValues { $0 }
        return text
    }

    func text(on engine: Engine) -> String { own[engine] ?? common }
}

/// What stands in a column when nobody says anything else: a value, or an expression of the engine.
public enum ColumnDefault: Sendable, Hashable {
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case text(String)
    /// The present moment.
    case now
    case expression(SQLText)

    public static func sql(
        _ common: String, postgresql: String? = nil, mysql: String? = nil, sqlite: String? = nil
    ) -> ColumnDefault {
        .expression(.sql(common, postgresql: postgresql, mysql: mysql, sqlite: sqlite))
    }
}

extension ColumnDefault: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByStringLiteral
{
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(stringLiteral value: String) { self = .text(value) }
}
