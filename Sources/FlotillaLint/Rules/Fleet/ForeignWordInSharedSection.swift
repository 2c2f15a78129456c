import FlotillaSQL

extension LintRule {
    static let foreignWordInSharedSection = each(
        "foreign-word-in-shared-section", .error,
        prevents: """
            A section without an engine is run on every engine of the fleet, and this one does not know the word.
            """,
        recipe: """
            -- flotilla:upgrade
            CREATE INDEX ix_orders_user_id ON orders (user_id);

            -- flotilla:upgrade postgresql transaction=none
            CREATE INDEX CONCURRENTLY ix_orders_user_id ON orders (user_id);
            """
    ) { act, scene in
        guard scene.isShared, act.isDefinition, let word = ForeignWords.first(in: act) else { return nil }
        return "says \(word), which \(scene.engine.rawValue) does not know"
    }
}

/// Words of definitions that belong to one engine and that another refuses.
private enum ForeignWords {
    static func first(in act: Act) -> String? {
        let words = Set(act.tokens.filter { $0.kind == .word }.map(\.text))
        switch act.engine {
        case .postgresql:
            return words.intersection(["auto_increment", "autoincrement", "unsigned"]).first?.uppercased()
        case .mysql:
            return words.intersection(["concurrently", "timestamptz", "jsonb", "bigserial", "autoincrement", "bytea"])
                .first?
                .uppercased()
        case .sqlite: return words.intersection(["concurrently", "auto_increment", "enum"]).first?.uppercased()
        }
    }
}
