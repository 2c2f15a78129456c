extension LintRule {
    static let narrowCharacterSet = each(
        "narrow-character-set", .warning, [.mysql],
        prevents: """
            utf8 and utf8mb3 cannot hold every sign, latin1 hardly any: names and emoji of users are refused or \
            lost.
            """,
        recipe: """
            CREATE TABLE users (id bigint PRIMARY KEY, name varchar(100)) CHARACTER SET utf8mb4;
            """
    ) { act, _ in
        guard act.isDefinition else { return nil }
        for (index, token) in act.tokens.enumerated() {
            guard
                token.isWord("charset")
                    || (token.isWord("set") && index > 0 && act.tokens[index - 1].isWord("character"))
            else { continue }
            let value = act.tokens[(index + 1)...].first { $0.text != "=" }?.text ?? ""
            if ["utf8", "utf8mb3", "latin1", "ascii", "ucs2"].contains(value) {
                return "chooses the character set \(value)"
            }
        }
        return nil
    }
}
