import ArgumentParser
import FlotillaKit

struct LedgerEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show what was done, by whom and why, newest first.")

    @OptionGroup(title: "Which entries (all, when nothing is named)")
    var which: EventOptions

    @Option(help: ArgumentHelp("Show at most this many.", valueName: "number"))
    var limit = 50

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be 1 or more, not \(limit).") }
    }

    func run() async throws {
        let flotilla = try Connection.open(common)
        let events = try await flotilla.events(which.question, limit: limit)
        let writer = common.writer(EventRows.layout)
        let isForPeople = common.output == .table || common.output == .wide || common.output == .markdown
        for event in events { writer.row(EventRows.fields(event, isForPeople: isForPeople)) }
        let end = events.isEmpty ? "The record has no such entry." : Wording.count(events.count, "event")
        writer.finish(ReportEnd(closing: [end]))
    }
}
