import ArgumentParser
import FlotillaDriver
import FlotillaKit

struct LedgerHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what was done to one target, newest first.")

    @Argument(help: ArgumentHelp("The target's id.", valueName: "target"), completion: .targets)
    var id: String

    @Option(help: ArgumentHelp("Show at most this many.", valueName: "number"))
    var limit = 50

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be 1 or more, not \(limit).") }
    }

    func run() async throws {
        let flotilla = try Connection.open(common)
        let jobs = try await flotilla.history(of: TargetID(id), limit: limit)
        let writer = common.writer(JobRows.layout)
        for job in jobs { writer.row(JobRows.fields(job)) }
        let name = DisplayText.escaped(id)
        writer.finish(
            ReportEnd(closing: [jobs.isEmpty ? "Nothing was ever done to \(name)." : Wording.count(jobs.count, "job")]))
    }
}
