import ArgumentParser
import FlotillaKit
import FlotillaLedger

struct LedgerVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that the record of events is as it was written.",
        discussion: """
            Every entry is sealed together with the one before it, so what was changed, taken out or put elsewhere is \
            found, and the first such entry is named. Who can write to the ledger's tables could still cut entries off \
            at the end or write all of them anew: keep the number and seal that this command prints outside of the \
            ledger, and give them to --expect the next time.
            """)

    @Option(
        help: ArgumentHelp("An entry as an earlier verify printed it.", valueName: "number:seal"),
        transform: anchorArgument)
    var expect: EventAnchor?

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let console = Shell.current.console
        let display = CountDisplay(work: "verifying", noun: "entries", mode: common.progress, console: console)
        let verdict = try await flotilla.verifyEvents(expecting: expect) { display.show(Int($0)) }
        display.clear()
        let writer = common.writer(EventVerdictRows.layout)
        writer.row(EventVerdictRows.fields(verdict))
        writer.finish(ReportEnd(closing: closing(verdict)))
        if let fault = verdict.fault { throw Complaint(fault, whole: verdict.last) }
    }

    private func closing(_ verdict: EventVerdict) -> [String] {
        guard verdict.fault == nil, verdict.last.number > 0 else { return [] }
        return [
            "", "Keep this outside of the ledger, and check against it the next time:",
            "  " + CommandText.line(["ledger", "verify", "--expect", verdict.last.text]),
        ]
    }
}

/// An entry as `ledger verify` prints it.
private func anchorArgument(_ text: String) throws -> EventAnchor {
    guard let anchor = EventAnchor(text) else {
        throw ValidationError(
            "it must be an entry's number and seal with a colon in between, as ledger verify prints them.")
    }
    return anchor
}
