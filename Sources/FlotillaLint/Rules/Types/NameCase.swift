import FlotillaSQL

extension LintRule {
    static let nameCase = LintRule(
        "name-case", .info, [.postgresql, .mysql], downgrades: false,
        prevents: """
            PostgreSQL finds a name with capitals only in quotes; whether MySQL tells Users from users depends on \
            the server.
            """,
        recipe: """
            CREATE TABLE user_accounts (id bigint PRIMARY KEY);
            """
    ) { scene in
        scene.newNames.filter { name in
            let hasCapitals = name.name.utf8.contains { $0 >= 0x41 && $0 <= 0x5A }
            return hasCapitals && (scene.engine == .postgresql || name.isRelation)
        }.map { Remark($0.act, token: $0.token, "gives the name \($0.name), with capitals") }
    }
}
