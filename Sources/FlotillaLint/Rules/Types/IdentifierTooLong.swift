extension LintRule {
    static let identifierTooLong = LintRule(
        "identifier-too-long", .error, [.postgresql, .mysql],
        prevents: """
            PostgreSQL cuts names at 63 bytes with no more than a notice, so that two of them become one; MySQL \
            refuses names of more than 64 characters.
            """,
        recipe: """
            CREATE INDEX ix_orders_user_id ON orders (user_id);
            """
    ) { scene in
        scene.acts.flatMap { act -> [Remark] in
            act.tokens.indices.compactMap { index in
                let token = act.tokens[index]
                guard token.canBeName else { return nil }
                let isTooLong =
                    act.engine == .postgresql
                    ? token.writtenName.utf8.count > 63 : token.writtenName.unicodeScalars.count > 64
                return isTooLong ? Remark(act, token: index, "has a name that is too long: \(token.writtenName)") : nil
            }
        }
    }
}
