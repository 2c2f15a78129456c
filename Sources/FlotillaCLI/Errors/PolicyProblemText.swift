import FlotillaInventory
import FlotillaKit

/// What is wrong with a rollout policy.
enum PolicyProblemText {
    static func of(_ problem: PolicyProblem) -> ReasonText {
        switch problem {
        case .repeatedWave(let name, let first):
            .init("two waves are called '\(name)'", [.init("first", "\(first)"), .next("rename one")])
        case .unreachableWave(let name, let behind):
            .init(
                "the wave '\(name)' would never get a target: '\(behind)' before it takes every one that is left",
                [.next("move it before '\(behind)', or give '\(behind)' a count, a percent or a select")])
        case .badSelector(let text, let error): selector(text, error)
        case .unknownZone(let name, let nearest):
            .init(
                "there is no time zone '\(name)' on this machine",
                Complaint.Fact.suggestion(nearest.map { [$0] } ?? []) + [
                    .next("give a name such as Europe/Berlin or UTC; the names come from the package tzdata")
                ])
        case .unreadableZone(let name, let words):
            .init(
                "the time zone '\(name)' cannot be read",
                [.words(words), .next("give a name such as Europe/Berlin or UTC, or install the package tzdata again")])
        case .literalSecret(let key):
            .init(
                "'\(key)' holds a secret, and a policy is kept in the ledger with every plan",
                [.next("put a reference in its place, such as ${env:NAME} or ${file:/run/secrets/NAME}")])
        case .secretInCommand(let name):
            .init(
                "'\(name)' holds a secret, and a command is kept in the ledger with every plan",
                [.next("let the program read it by itself, from its environment or a file")])
        case .badWebURL:
            .init(
                "'url' must be an absolute http or https URL without a login",
                [.next("give a login as a header: {Authorization: \"${env:NAME}\"}")])
        case .emptyGroup(let name):
            .init(
                "nobody is in the group '\(name)', so nobody could approve for it",
                [.next("name its members: \(name): [NAME, NAME]")])
        case .groupInGroup(let name):
            .init(
                "'\(name)' is a group, and stands in a group, which holds people only",
                [.next("write the members of '\(name)' in its place")])
        case .unknownPolicy(let name, let nearest, let known): unknown(name, nearest, known)
        }
    }

    private static func selector(_ text: String, _ error: SelectorError) -> ReasonText {
        let shown = DisplayText.escaped(text)
        return .init(
            "'select' is no selector: \(error.reason.words)",
            [.init("given", shown + "\n" + error.mark(below: shown)), .next("flotilla help selectors")])
    }

    private static func unknown(_ name: String, _ nearest: String?, _ known: [String]) -> ReasonText {
        let suggestion = Complaint.Fact.suggestion(nearest.map { [$0] } ?? [])
        if !suggestion.isEmpty { return .init("there is no policy '\(name)'", suggestion) }
        return .init(
            "there is no policy '\(name)'",
            [
                .next(
                    known.isEmpty
                        ? "add it under policies: in flotilla.yaml, or name a file that holds one"
                        : "known here: \(Wording.list(known))")
            ])
    }
}
