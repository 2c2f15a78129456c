import FlotillaKit
import FlotillaLedger
import FlotillaRuntime

extension Complaint {
    /// Why the ledger could not do what it was asked.
    init(_ error: LedgerError) {
        switch error {
        case .cannotOpen(let place, let reason):
            self.init(
                .unreachable, "the ledger \(place) cannot be opened",
                [.words(reason), .state("nothing was done"), .next("name another place: FLOTILLA_LEDGER=PATH or URL")])
        case .unreachable(let place, let code, let message): self = .unreachable(place, code, message)
        case .refused(let place, let code, let message): self = .refused(place, code, message)
        case .missingPrivilege(let privileges, let message): self = .missing(privileges, message)
        case .unavailable(let since, let message): self = .unavailable(since, message)
        case .diskFull:
            self.init(
                .unreachable, "there is no space left where the ledger is",
                [
                    .state("nothing new was started, because its outcome could not be recorded"),
                    .next("free disk space, then repeat the command: what is done is skipped"),
                ])
        case .busy(let holder): self = .busy(holder)
        case .takenBack(let run, let taker):
            self.init(
                .failed, "rollout \(run) has been taken back meanwhile" + (taker.map { ", by rollout \($0)" } ?? ""),
                [.state("nothing was changed"), .next("flotilla rollout show \(taker ?? run)")])
        case .schemaTooNew(let found, let known):
            self.init(
                .badSettings, "the ledger was written by a newer flotilla (its form \(found), ours \(known))",
                [.state("nothing was done"), .next("use that version, or newer")])
        case .corrupt(let place, let message):
            self.init(
                .unreachable, "the ledger \(place) is damaged",
                [
                    .words(message), .state("the targets are not touched by this; they know their versions themselves"),
                    .next(
                        """
                        restore the file from a backup; or move it away, and a new one is filled by: \
                        flotilla status --live --all
                        """),
                ])
        case .io(let code, let message):
            self.init(
                .unreachable, "the ledger cannot be read or written\(Self.shown(code))",
                [.words(message), .next("make it readable and writable again, then repeat the command")])
        case .leaseLost:
            self.init(
                .failed, "this run gave no sign of life for too long, and others may be working on its targets",
                [.next("flotilla ledger runs shows who is at work; then repeat the command")])
        case .notFound(let target, let near):
            let suggestion = Fact.suggestion(near.map(\.text))
            self.init(
                .usage, "the ledger knows no target '\(target)'",
                suggestion.isEmpty ? [.next("flotilla inventory list shows every target")] : suggestion)
        case .closed: self.init(.failed, "the ledger was closed while it was being used")
        }
    }

    /// A ledger that was there when the run began. What the run did is told before this, and nowhere else.
    init(lostLedger error: LedgerError, _ report: RunReport, again: String) {
        let told = Complaint(error)
        let count = Wording.count(report.count(.succeeded), "target")
        let changed =
            report.operation.writesTargets
            ? "\(count) succeeded before that; what is said above of them, and of those that did not, may be missing "
                + "from the ledger, and stands in the targets themselves"
            : "nothing was changed"
        let remedy =
            switch error {
            case .leaseLost: "see who is at work with flotilla ledger runs"
            case .diskFull: "free disk space where the ledger is"
            case .corrupt: "restore the ledger from a backup or move it away"
            default: "make the ledger readable and writable again"
            }
        self.init(
            told.status, "the ledger was lost while the run was under way: \(told.headline)",
            told.facts.filter { $0.label != "state" && $0.label != Fact.nextLabel } + [
                .state(changed),
                .next("\(remedy), then see where every target stands: flotilla status --live --all"),
                .next("then: \(again)"),
            ])
    }

    private static func shown(_ code: String) -> String { code.isEmpty ? "" : " (\(code))" }

    private static func unreachable(_ place: String, _ code: String, _ message: String) -> Complaint {
        Complaint(
            .unreachable, "the ledger \(place) cannot be reached\(shown(code))",
            [
                .words(message), .state("nothing was done"),
                .next("start its server or mend the way to it, then repeat the command"),
            ])
    }

    private static func refused(_ place: String, _ code: String, _ message: String) -> Complaint {
        Complaint(
            .unreachable, "the server of the ledger \(place) does not let us in\(shown(code))",
            [
                .words(message), .state("nothing was done"),
                .next("correct user, password or database: FLOTILLA_LEDGER, or ledger in flotilla.yaml"),
            ])
    }

    private static func unavailable(_ since: ContinuousClock.Instant, _ message: String) -> Complaint {
        Complaint(
            .unreachable, "the ledger could not be reached for \((ContinuousClock.now - since).components.seconds) s",
            [.words(message), .next("start its server or mend the way to it, then repeat the command")])
    }

    private static func missing(_ privileges: LedgerPrivileges, _ message: String) -> Complaint {
        Complaint(
            .unreachable, "a privilege is missing to use the ledger \(privileges.place)",
            [.words(message), .state("nothing was done")]
                + privileges.toCreate.map { Fact("to make it", $0) }
                + privileges.toWrite.map { Fact("only to write", $0) }
                + privileges.toRead.map { Fact("only to read", $0) }
                + [.next("have an administrator run the lines that are needed, then repeat the command")])
    }

    private static func busy(_ holder: RunHolder) -> Complaint {
        let process = holder.process
        return Complaint(
            .busy, "run \(holder.run) (\(holder.operation.rawValue)) works on some of the same targets",
            [
                Fact("who", "\(process.user) on \(process.host), process \(process.pid)"),
                Fact("since", Wording.moment(secondsSinceEpoch: Int(holder.startedAt.microseconds / 1_000_000))),
                Fact("e.g.", holder.sample.map(\.text).joined(separator: ", ")),
                .state("nothing was done"),
                .next("repeat the command when that run has ended, or choose other targets"),
            ])
    }
}
