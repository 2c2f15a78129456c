import FlotillaSQL
import Testing

/// One script and the statements it holds, for tables of cases.
struct ScriptCase: Sendable, CustomTestStringConvertible {
    var rule: String
    var script: String
    var statements: [String]
    var options = SQLOptions()

    init(_ rule: String, _ script: String, _ statements: [String], options: SQLOptions = SQLOptions()) {
        self.rule = rule
        self.script = script
        self.statements = statements
        self.options = options
    }

    var testDescription: String { rule }

    func split(_ engine: Engine) -> SQLScript { SQLScript(Array(script.utf8), engine: engine, options: options) }
}

extension SQLScript {
    init(_ text: String, _ engine: Engine, options: SQLOptions = SQLOptions()) {
        self.init(Array(text.utf8), engine: engine, options: options)
    }

    var texts: [String] { statements.map { String(decoding: $0.bytes, as: UTF8.self) } }

    var joined: [UInt8] { pieces.flatMap { bytes[$0.range] } }
}

/// The only statement of `text`.
func traits(_ text: String, _ engine: Engine) throws -> StatementTraits {
    try statement(text, engine).traits
}

func effect(_ text: String, _ engine: Engine) throws -> CatalogueEffect {
    try statement(text, engine).catalogueEffect
}

private func statement(_ text: String, _ engine: Engine) throws -> SQLStatement {
    let script = SQLScript(text, engine)
    guard script.statements.count == 1, script.problems.isEmpty else { throw NotOneStatement(script: text) }
    return script.statements[0]
}

private struct NotOneStatement: Error {
    var script: String
}
