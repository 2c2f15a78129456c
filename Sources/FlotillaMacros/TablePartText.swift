import SwiftSyntax
import SwiftSyntaxMacros

/// The attributes of a model that are about several columns, as calls.
enum TablePartText {
    private static let calls = [
        "Index": "index", "Unique": "unique", "Check": "check", "ForeignKey": "foreignKey",
    ]

    static func all(
        of model: StructDeclSyntax, _ properties: [StoredProperty], _ context: some MacroExpansionContext
    ) -> [String] {
        model.attributes.compactMap { element in
            guard let attribute = element.as(AttributeSyntax.self),
                let call = calls[attribute.attributeName.lastName]
            else { return nil }
            if call != "check" { check(attribute, properties, context) }
            let arguments = attribute.labeledArguments.map { $0.with(\.trailingComma, nil).trimmedDescription }
            let text = arguments.joined(separator: ", ")
            return call == "check" ? ".check(\(text))" : ".\(call)(\(text))"
        }
    }

    /// Says which names no property bears.
    private static func check(
        _ attribute: AttributeSyntax, _ properties: [StoredProperty], _ context: some MacroExpansionContext
    ) {
        let columns = attribute.labeledArguments.prefix { $0.label == nil }
        if columns.isEmpty {
            context.diagnose(
                ModelDiagnostic.withoutColumns(attribute.attributeName.trimmedDescription).diagnostic(at: attribute))
        }
        let known = Set(properties.map(\.name)).union(properties.compactMap(\.columnName))
        for column in columns {
            guard let word = column.expression.literal, !known.contains(word) else { continue }
            context.diagnose(
                ModelDiagnostic.unknownColumn(word, known: properties.map(\.name)).diagnostic(at: column.expression))
        }
    }
}
