import FlotillaDriver

/// An expression on labels that picks targets: `region in (eu,us), tier!=free, !legacy`.
///
/// Requirements are joined by commas and all must hold. `key=value` and `key==value`, `key!=value`, `key in (a,b)`,
/// `key notin (a,b)`, `key` (the label is there), `!key` (it is not). `!=` and `notin` also hold where the label is
/// missing, as in Kubernetes. Besides labels there are `id`, `engine` (`postgresql`, `mysql`, `sqlite`) and `schema`.
///
/// In a bare value `*` stands for any run of characters and a backslash takes that meaning away; a value in single or
/// double quotes is taken literally and may hold anything but its quote. Values are compared with regard to case.
public struct Selector: Sendable, Hashable, CustomStringConvertible {
    struct Requirement: Sendable, Hashable {
        enum Test: Sendable, Hashable {
            case isOneOf([Pattern])
            case isNoneOf([Pattern])
            case exists
            case isMissing
        }

        var key: String
        var test: Test
    }

    struct Pattern: Sendable, Hashable {
        var text: String
        /// `nil` when the text itself is meant.
        var wildcard: Wildcard?

        func matches(_ value: String) -> Bool { wildcard.map { $0.matches(value) } ?? (value == text) }
    }

    /// Keys that are no labels.
    public static let builtInKeys = ["engine", "id", "schema"]

    let requirements: [Requirement]
    private let text: String

    /// An empty text is an error: it must never mean every target.
    public init(parsing text: String) throws(SelectorError) {
        var parser = SelectorParser(text)
        requirements = try parser.requirements()
        self.text = text
    }

    /// As it was typed.
    public var description: String { text }

    public func matches(_ target: Target) -> Bool {
        requirements.allSatisfy { requirement in
            let value = Self.value(of: requirement.key, in: target)
            switch requirement.test {
            case .isOneOf(let patterns): return value.map { value in patterns.contains { $0.matches(value) } } ?? false
            case .isNoneOf(let patterns): return value.map { value in !patterns.contains { $0.matches(value) } } ?? true
            case .exists: return value != nil
            case .isMissing: return value == nil
            }
        }
    }

    static func value(of key: String, in target: Target) -> String? {
        switch key {
        case "id": target.id.text
        case "engine": target.engine?.rawValue
        case "schema": target.schema
        default: target.labels[key]
        }
    }
}

/// Why a text is no selector. `column` counts characters from 1.
public struct SelectorError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case empty
        case expectedKey
        /// After a key: `=`, `==`, `!=`, `in`, `notin`, a comma or the end.
        case expectedOperator
        case expectedValue
        /// What was expected: `(`, `)` or `,`.
        case expected(String)
        case unterminatedQuote
    }

    public var reason: Reason
    public var column: Int
}
