import FlotillaSQL

extension LintRule {
    static let hardCodedDatabase = each(
        "hard-coded-database", .error, [.mysql],
        prevents: "A database in the statement sends the change of all tenants to one of them.",
        recipe: """
            -- Without it: the connection is in the tenant's database.
            ALTER TABLE users ADD COLUMN plan varchar(20);
            """
    ) { act, _ in
        let shared: Set<String> = ["information_schema", "performance_schema", "mysql", "sys"]
        let name = act.qualifiedRelations.first { $0.schema.map { !shared.contains($0.lowercased()) } ?? false }
        return name.map { "names \($0), whatever tenant it is run for" }
    }
}
