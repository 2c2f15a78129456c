import SwiftSyntax

extension VariableDeclSyntax {
    /// Whether it is part of every value: not `static`, not `lazy`, not computed.
    var isStored: Bool {
        let words = modifiers.map(\.name.text)
        guard !words.contains("static"), !words.contains("lazy") else { return false }
        return bindings.allSatisfy { binding in
            switch binding.accessorBlock?.accessors {
            case nil: true
            case .getter: false
            case .accessors(let accessors):
                accessors.allSatisfy { ["willSet", "didSet"].contains($0.accessorSpecifier.text) }
            }
        }
    }
}

extension AttributeSyntax {
    var labeledArguments: [LabeledExprSyntax] {
        if case .argumentList(let list) = arguments { Array(list) } else { [] }
    }
}

extension AttributeListSyntax.Element {
    func isNamed(_ name: String) -> Bool { self.as(AttributeSyntax.self)?.attributeName.isNamed(name) ?? false }
}

extension TypeSyntaxProtocol {
    /// `Date` of `Foundation.Date`; empty for what has no name.
    var lastName: String {
        if let named = self.as(IdentifierTypeSyntax.self), named.genericArgumentClause == nil { return named.name.text }
        return self.as(MemberTypeSyntax.self)?.name.text ?? ""
    }

    func isNamed(_ name: String) -> Bool { lastName == name }
}

extension ExprSyntax {
    /// The text of a literal without interpolations.
    var literal: String? { self.as(StringLiteralExprSyntax.self)?.representedLiteralValue }
}
