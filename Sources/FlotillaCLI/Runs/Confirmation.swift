import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime

extension Shell {
    /// Asks whether to go on, and returns when the answer is yes.
    func confirm() async throws(Complaint) {
        console.ask("Go on? [y/N] ")
        // A thread of its own waits for the person, so that no thread of the cooperative pool has to.
        let answer = await withCheckedContinuation { continuation in
            if !Thread.start({ continuation.resume(returning: readAnswer()) }) { continuation.resume(returning: nil) }
        }
        guard ["y", "yes"].contains(answer?.lowercased() ?? "") else {
            throw Complaint(.failed, "not confirmed; nothing was changed")
        }
    }
}

/// The question before a write to more than one target, or one that loses data: how many, where, for example which, from
/// and to what.
struct Confirmation {
    /// Servers listed by name; the rest is a count.
    private static let serversShown = 8

    var preview: RunPreview
    var loss = DataLoss()
    var shell: Shell

    /// Returns when the answer is yes.
    func require() async throws(Complaint) {
        guard shell.canAsk else { throw Self.cannotAsk(preview) }
        shell.console.say(lines(on: shell.console.terminal))
        try await shell.confirm()
    }

    static func cannotAsk(_ preview: RunPreview) -> Complaint {
        Complaint(
            .usage,
            "\(preview.operation.title) would change \(Wording.count(preview.count, "target")), "
                + "and nobody is there to be asked",
            [.state("nothing was changed"), .next("add --yes to go on without being asked")])
    }

    func lines(on terminal: Terminal) -> [String] {
        let facts = [
            Complaint.Fact("servers", servers.joined(separator: ", ")),
            Complaint.Fact("such as", preview.sample.map(\.text).joined(separator: ", ")),
            Complaint.Fact("now", versions.joined(separator: ", ")),
            Complaint.Fact("then", preview.destinations.map(\.text).joined(separator: ", ")),
            Complaint.Fact(
                "in Python",
                preview.inPython.isEmpty ? "" : Wording.sample(preview.inPython.map(\.text)) + ", by Alembic"),
        ]
        return [headline]
            + FactLines.lines(facts.filter { !$0.text.isEmpty } + DataLossText.facts(loss.steps), on: terminal)
    }

    private var headline: String {
        let title = DisplayText.escaped(preview.operation.title)
        let servers = preview.servers.count > 1 ? " on \(Wording.count(preview.servers.count, "server"))" : ""
        return "\(title): \(Wording.count(preview.count, "target"))\(servers)"
    }

    private var servers: [String] {
        let shown = preview.servers.prefix(Self.serversShown).map { "\($0.name) (\(Wording.count($0.count)))" }
        let rest = preview.servers.count - shown.count
        return shown + (rest > 0 ? ["\(Wording.count(rest)) more"] : [])
    }

    private var versions: [String] {
        preview.knownVersions.map {
            "\($0.version.map { VersionText.of($0) } ?? "not seen yet") (\(Wording.count($0.count)))"
        }
    }
}
