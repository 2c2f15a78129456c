extension LintRule {
    static let dropConstraint = eachAction(
        "drop-constraint", .warning, downgrades: false,
        prevents: "What the constraint kept out can come in from now on, and then it cannot be put back.",
        recipe: """
            -- Replace it instead, the new one first:
            ALTER TABLE orders ADD CONSTRAINT amount_in_range CHECK (amount BETWEEN 1 AND 100) NOT VALID;
            ALTER TABLE orders DROP CONSTRAINT amount_positive;
            """
    ) { kind, at in
        guard case .dropConstraint(let name) = kind, let name else { return nil }
        // A CHECK that only served to get to NOT NULL has done its work.
        if let constraint = at.known?.constraints[name], let column = constraint.provesNotNull,
            at.known?.columns[column]?.isNotNull ?? true
        {
            return nil
        }
        return at.scene.addsConstraint(to: at.table, before: at.act) ? nil : "drops \(name) of \(at.table)"
    }
}
