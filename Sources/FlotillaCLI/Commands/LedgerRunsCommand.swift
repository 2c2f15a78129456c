import ArgumentParser
import FlotillaKit

struct LedgerRunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "Show the runs that this ledger has recorded, newest first.")

    @Option(help: ArgumentHelp("Show at most this many.", valueName: "number"))
    var limit = 20

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be 1 or more, not \(limit).") }
    }

    func run() async throws {
        let flotilla = try Connection.open(common)
        let runs = try await flotilla.runs(limit: limit)
        let writer = common.writer(RunRows.layout)
        for run in runs { writer.row(RunRows.fields(run)) }
        writer.finish(ReportEnd(closing: [runs.isEmpty ? "No run is recorded yet." : Wording.count(runs.count, "run")]))
    }
}
