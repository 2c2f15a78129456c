import FlotillaRevisions
import FlotillaSQL

extension LintRule {
    static let checkThatWrites = LintRule(
        "check-that-writes", .error,
        prevents: "A check or verification only asks. Flotilla refuses one that may change something.",
        recipe: """
            -- flotilla:check "no duplicate e-mail"
            SELECT email FROM users GROUP BY email HAVING count(*) > 1;
            """
    ) { _ in
        []
    }
}

/// Checks are no steps and have no scene; the one rule about them is carried out here.
enum CheckThatWrites {
    static func remarks(_ section: RevisionSection, on engine: Engine) -> [Remark] {
        SQLScript(section.body, engine: engine).statements.compactMap { statement in
            guard !statement.traits.isQuery || statement.traits.writesRows else { return nil }
            return Remark(line: section.line + statement.line, "is no query, and only a query can be a check")
        }
    }
}
