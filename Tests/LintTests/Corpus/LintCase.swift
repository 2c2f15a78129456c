import FlotillaSQL
import Testing

/// SQL that a rule must find and SQL in which it must find nothing.
struct LintCase: Sendable, CustomTestStringConvertible {
    struct Form: Sendable {
        var sql: String
        /// Behind the marker.
        var options = ""

        init(_ sql: String, _ options: String = "") {
            self.sql = sql
            self.options = options
        }
    }

    var rule: String
    var engine: Engine
    var bad: [Form]
    var good: [Form]

    init(_ rule: String, _ engine: Engine, bad: Form..., good: Form...) {
        self.rule = rule
        self.engine = engine
        self.bad = bad
        self.good = good
    }

    var testDescription: String { "\(rule) on \(engine.rawValue)" }

    static let all = locks + transactions + applications + types + mysql + sqlite
}

extension LintCase.Form: ExpressibleByStringLiteral {
    init(stringLiteral sql: String) { self.init(sql) }
}
