import FlotillaSQL

extension LintRule {
    static let hardCodedSchema = each(
        "hard-coded-schema", .error, [.postgresql],
        prevents: """
            Where every schema is a tenant, a schema in the statement sends the change of all tenants to one of \
            them. (Only in fleets of schemas, or with --schemas.)
            """,
        recipe: """
            -- Without it: Flotilla sets the search path to the tenant's schema.
            ALTER TABLE users ADD COLUMN plan text;
            """
    ) { act, scene in
        guard scene.settings.targetsAreSchemas else { return nil }
        let shared: Set<String> = ["pg_catalog", "information_schema"]
        let name = act.qualifiedRelations.first { $0.schema.map { !shared.contains($0) } ?? false }
        return name.map { "names \($0), whatever tenant it is run for" }
    }
}
