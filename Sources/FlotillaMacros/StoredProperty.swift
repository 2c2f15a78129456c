import SwiftSyntax
import SwiftSyntaxMacros

/// A property of a model that is a column.
struct StoredProperty {
    let name: String
    /// The name of its column, where `@Column` gives it as a literal.
    let columnName: String?
    /// The value that describes it.
    let text: String

    static func all(of model: StructDeclSyntax, _ context: some MacroExpansionContext) -> [StoredProperty] {
        model.memberBlock.members.flatMap { member -> [StoredProperty] in
            if let condition = member.decl.as(IfConfigDeclSyntax.self) {
                refuseColumns(under: condition, context)
                return []
            }
            guard let variable = column(member) else { return [] }
            return all(of: variable, context)
        }
    }

    private static func column(_ member: MemberBlockItemSyntax) -> VariableDeclSyntax? {
        guard let variable = member.decl.as(VariableDeclSyntax.self), variable.isStored,
            !variable.attributes.contains(where: { $0.isNamed("NotAColumn") })
        else { return nil }
        return variable
    }

    /// A macro sees the condition and not whether it holds.
    private static func refuseColumns(under condition: IfConfigDeclSyntax, _ context: some MacroExpansionContext) {
        for clause in condition.clauses {
            guard case .decls(let members) = clause.elements else { continue }
            for variable in members.compactMap(column) {
                context.diagnose(ModelDiagnostic.underCondition.diagnostic(at: variable))
            }
        }
    }

    /// `var a, b: Int` are two.
    private static func all(
        of variable: VariableDeclSyntax, _ context: some MacroExpansionContext
    ) -> [StoredProperty] {
        let column = variable.attributes.lazy.compactMap { $0.as(AttributeSyntax.self) }
            .first { $0.attributeName.isNamed("Column") }
        var properties: [StoredProperty] = []
        var type: TypeSyntax?
        for binding in variable.bindings.reversed() {
            type = binding.typeAnnotation?.type ?? (binding.initializer == nil ? type : nil)
            guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else {
                context.diagnose(ModelDiagnostic.notOneName.diagnostic(at: binding))
                continue
            }
            guard let type else {
                context.diagnose(ModelDiagnostic.withoutType(pattern.identifier.text).diagnostic(at: binding))
                continue
            }
            properties.append(StoredProperty(pattern.identifier, type, column))
        }
        return properties.reversed()
    }

    private init(_ identifier: TokenSyntax, _ type: TypeSyntax, _ column: AttributeSyntax?) {
        let arguments = column?.labeledArguments ?? []
        // In backticks where it is a word of the language.
        name = identifier.text.filter { $0 != "`" }
        columnName = arguments.first.flatMap { $0.label == nil ? $0.expression.literal : nil }
        let hasType = arguments.contains { $0.label?.text == "type" }
        let held = HeldText(type, hasType: hasType).text
        let rest = arguments.map { ", " + $0.with(\.trailingComma, nil).trimmedDescription }.joined()
        text = "FlotillaTables.ModelColumn(\"\(name)\", \(held)\(rest))"
    }
}

/// What is said of a property's type: the type itself where the compiler can tell what it stands for, else a word for it.
private struct HeldText {
    let text: String

    init(_ type: TypeSyntax, hasType: Bool) {
        let (held, isOptional) = Self.unwrapped(type)
        if let word = Self.foundation[held.lastName] {
            text = ".stored(.\(word), isNullable: \(isOptional))"
        } else if hasType {
            // The type of the database is said, so the Swift type need not be one that is known.
            text = ".stored(.text, isNullable: \(isOptional))"
        } else {
            text = ".value((\(type.trimmedDescription)).self)"
        }
    }

    /// Foundation's types, which this package does without: told by their names.
    private static let foundation = [
        "Date": "timestamp", "UUID": "uuid", "Decimal": "decimal", "Data": "binary", "URL": "text",
    ]

    private static func unwrapped(_ type: TypeSyntax) -> (TypeSyntax, isOptional: Bool) {
        if let optional = type.as(OptionalTypeSyntax.self) { return (optional.wrappedType, true) }
        if let optional = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) { return (optional.wrappedType, true) }
        if let named = type.as(IdentifierTypeSyntax.self), named.name.text == "Optional",
            let argument = named.genericArgumentClause?.arguments.first,
            let wrapped = argument.argument.as(TypeSyntax.self)
        {
            return (wrapped, true)
        }
        return (type, false)
    }
}
