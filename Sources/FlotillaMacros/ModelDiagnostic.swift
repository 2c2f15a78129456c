import SwiftDiagnostics
import SwiftSyntax

/// What is wrong with a model, and what to write instead.
struct ModelDiagnostic: DiagnosticMessage {
    let message: String
    private let name: String

    var diagnosticID: MessageID { MessageID(domain: "FlotillaMacros", id: name) }
    var severity: DiagnosticSeverity { .error }

    func diagnostic(at node: some SyntaxProtocol) -> Diagnostic { Diagnostic(node: node, message: self) }

    func error(at node: some SyntaxProtocol) -> DiagnosticsError {
        DiagnosticsError(diagnostics: [diagnostic(at: node)])
    }

    static func notAStruct(_ declaration: some DeclGroupSyntax) -> ModelDiagnostic {
        let kind = declaration.introducer.text
        return ModelDiagnostic(
            message:
                "@Table describes a struct, and this is \(kind == "actor" || kind == "enum" ? "an" : "a") \(kind): "
                + "write 'struct', with a stored property for each column",
            name: "notAStruct")
    }

    static func withoutType(_ property: String) -> ModelDiagnostic {
        ModelDiagnostic(
            message: "the type of '\(property)' is not written down, and a macro cannot infer it: "
                + "write 'var \(property): Type'",
            name: "withoutType")
    }

    static let notOneName = ModelDiagnostic(
        message: "a column is one property: give each its own 'var'", name: "notOneName")

    static let underCondition = ModelDiagnostic(
        message: "a column cannot stand under #if, for a schema does not depend on how a program is built: "
            + "take it out, or write @NotAColumn before it",
        name: "underCondition")

    static func notStored(_ attribute: String) -> ModelDiagnostic {
        ModelDiagnostic(
            message: "@\(attribute) belongs to a stored property; this is no column anyway", name: "notStored")
    }

    static func severalProperties(_ attribute: String) -> ModelDiagnostic {
        ModelDiagnostic(
            message: "@\(attribute) is about one property: give each its own 'var'", name: "severalProperties")
    }

    static func withoutTable(_ attribute: String) -> ModelDiagnostic {
        ModelDiagnostic(
            message: "@\(attribute) says something about a table: write @Table before the struct as well",
            name: "withoutTable")
    }

    static func withoutColumns(_ attribute: String) -> ModelDiagnostic {
        ModelDiagnostic(
            message: "@\(attribute) names no property: write @\(attribute)(\"first\", \"second\")",
            name: "withoutColumns")
    }

    static func unknownColumn(_ word: String, known: [String]) -> ModelDiagnostic {
        ModelDiagnostic(
            message: "there is no column '\(word)': the properties are \(known.joined(separator: ", "))",
            name: "unknownColumn")
    }
}
