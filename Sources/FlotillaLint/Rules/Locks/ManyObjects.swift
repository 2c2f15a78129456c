extension LintRule {
    static let manyObjects = LintRule(
        "many-objects-in-transaction", .warning, [.postgresql],
        prevents: """
            Every table and index touched is a lock that is held until the end. A server with default settings has \
            room for 64 per connection on average, and all tenants share it (error 53200, out of shared memory).
            """,
        recipe: """
            -- Several revisions, and in flotilla.yaml, so that each commits by itself:
            -- defaults: {transaction: revision}
            """
    ) { scene in
        scene.transactions.compactMap { acts -> Remark? in
            var objects: Set<ObjectName> = []
            for act in acts {
                objects.formUnion(act.lockedObjects)
                if objects.count >= 64 { return Remark(act, "is the statement that locks the 64th table or index") }
            }
            return nil
        }
    }
}
