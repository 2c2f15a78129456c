import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@Table`: writes down what stands in the struct. It hands arguments on as they are written, so that the compiler and not
/// the macro says what is wrong with them; it looks only at what the compiler cannot know.
///
/// What it writes stands in the struct, where the names around it are known, and the conformance in an extension.
public struct TableMacro: MemberMacro, ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let model = declaration.as(StructDeclSyntax.self) else {
            throw ModelDiagnostic.notAStruct(declaration).error(at: node)
        }
        let access = model.modifiers.first { ["public", "package"].contains($0.name.text) }.map { $0.name.text + " " }
        let start = (access ?? "") + "nonisolated static var"
        return [name(of: model, node, start), table(of: model, node, start, context)]
    }

    public static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        guard declaration.is(StructDeclSyntax.self) else { return [] }
        return [try ExtensionDeclSyntax("extension \(type.trimmed): FlotillaTables.Model {}")]
    }

    private static func name(of model: StructDeclSyntax, _ node: AttributeSyntax, _ start: String) -> DeclSyntax {
        let given = node.labeledArguments.first { $0.label == nil }?.expression.trimmedDescription
        let name = given ?? "FlotillaTables.ModelTable.name(of: \"\(model.name.text)\")"
        return """
            \(raw: start) tableName: Swift.String { \(raw: name) }
            """
    }

    private static func table(
        of model: StructDeclSyntax, _ node: AttributeSyntax, _ start: String, _ context: some MacroExpansionContext
    ) -> DeclSyntax {
        let properties = StoredProperty.all(of: model, context)
        let parts = TablePartText.all(of: model, properties, context)
        let comment = node.labeledArguments.first { $0.label?.text == "comment" }
            .map { ", comment: \($0.expression.trimmed)" }
        return """
            \(raw: start) modelTable: FlotillaTables.ModelTable {
                FlotillaTables.ModelTable(
                    tableName,
                    columns: [\(raw: list(properties.map(\.text)))],
                    parts: [\(raw: list(parts))]\(raw: comment ?? ""))
            }
            """
    }

    private static func list(_ lines: [String]) -> String {
        lines.isEmpty ? "" : "\n" + lines.map { $0 + "," }.joined(separator: "\n") + "\n"
    }
}

/// `@Column` and `@NotAColumn`: read by `@Table`, and nothing by themselves.
public struct ColumnMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        let name = node.attributeName.trimmedDescription
        guard let variable = declaration.as(VariableDeclSyntax.self), variable.isStored else {
            throw ModelDiagnostic.notStored(name).error(at: node)
        }
        guard variable.bindings.count == 1 else { throw ModelDiagnostic.severalProperties(name).error(at: node) }
        return []
    }
}

/// `@Index` and its like: read by `@Table`, and nothing by themselves.
public struct PartMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        let isTable = declaration.as(StructDeclSyntax.self)?.attributes.contains { $0.isNamed("Table") } ?? false
        guard isTable else {
            throw ModelDiagnostic.withoutTable(node.attributeName.trimmedDescription).error(at: node)
        }
        return []
    }
}
