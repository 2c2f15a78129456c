/// What separates the constraints of two tables.
///
/// They belong together when they say the same, names that somebody chose included. Nothing is altered in place: what has
/// changed goes and comes.
struct ConstraintComparison {
    private var keys: Leftovers<PrimaryKey>
    private var uniques: Leftovers<UniqueConstraint>
    private var foreignKeys: Leftovers<ForeignKey>
    private var checks: Leftovers<CheckConstraint>

    init(from: Table, to: Table, before: Normaliser, after: Normaliser) {
        keys = Leftovers(
            from: from.primaryKey.map { [$0] } ?? [], to: to.primaryKey.map { [$0] } ?? [],
            left: { before.normal($0).exact }, right: { after.normal($0).exact })
        uniques = Leftovers(
            from: from.uniques, to: to.uniques,
            left: { before.normal($0).exact }, right: { after.normal($0).exact })
        foreignKeys = Leftovers(
            from: from.foreignKeys, to: to.foreignKeys,
            left: { before.normal($0).exact }, right: { after.normal($0).exact })
        checks = Leftovers(
            from: from.checks, to: to.checks,
            left: { before.normal($0).exact }, right: { after.normal($0).exact })
        partCollidingNames()
    }

    var edits: [TableEdit] {
        keys.from.map(TableEdit.dropPrimaryKey) + keys.to.map(TableEdit.addPrimaryKey)
            + inOrder(uniques, TableEdit.dropUnique, TableEdit.addUnique)
            + inOrder(foreignKeys, TableEdit.dropForeignKey, TableEdit.addForeignKey)
            + inOrder(checks, TableEdit.dropCheck, TableEdit.addCheck)
    }

    /// What stays under a name that the engine gave it may have the very name that one of those to come was given elsewhere.
    /// Then it goes and comes too, under its new name, and the other finds its name free.
    private mutating func partCollidingNames() {
        var isAgain = true
        while isAgain {
            let wanted = Set(
                keys.to.compactMap(\.name) + uniques.to.compactMap(\.name) + foreignKeys.to.compactMap(\.name)
                    + checks.to.compactMap(\.name))
            let isCollision: (String?, String?) -> Bool = { old, new in
                guard let old, old != new else { return false }
                return wanted.contains(old)
            }
            let parted = [
                keys.part { isCollision($0.from.name, $0.to.name) },
                uniques.part { isCollision($0.from.name, $0.to.name) },
                foreignKeys.part { isCollision($0.from.name, $0.to.name) },
                checks.part { isCollision($0.from.name, $0.to.name) },
            ]
            isAgain = parted.contains(true)
        }
    }

    /// By what they are, not by when they were made.
    private func inOrder<Constraint: FingerprintWritable>(
        _ rest: Leftovers<Constraint>, _ drop: (Constraint) -> TableEdit, _ add: (Constraint) -> TableEdit
    ) -> [TableEdit] {
        rest.from.map { ($0.exact, $0) }.sorted { $0.0 < $1.0 }.map { drop($0.1) }
            + rest.to.map { ($0.exact, $0) }.sorted { $0.0 < $1.0 }.map { add($0.1) }
    }
}
