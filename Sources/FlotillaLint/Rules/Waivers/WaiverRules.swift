/// Rules about waivers themselves. The linter carries them out, for they need to know what all other rules have found.
extension LintRule {
    static let waiverWithoutReason = LintRule(
        "waiver-without-reason", .error,
        prevents: "A waiver without a reason tells the next reader nothing, and is copied.",
        recipe: """
            -- flotilla-lint: ignore drop-column nobody reads it since release 41
            ALTER TABLE users DROP COLUMN nickname;
            """
    ) { _ in
        []
    }

    static let malformedWaiver = LintRule(
        "malformed-waiver", .error,
        prevents: "A waiver that cannot be read, or that names a rule that is not there, waives nothing.",
        recipe: """
            -- flotilla-lint: ignore drop-column,rename-column both are unused since release 41
            """
    ) { _ in
        []
    }

    static let unusedWaiver = LintRule(
        "unused-waiver", .warning,
        prevents: "A waiver that waives nothing any more will one day waive something that nobody looked at.",
        recipe: """
            -- Take the comment out.
            """
    ) { _ in
        []
    }
}
