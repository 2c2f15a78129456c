import ArgumentParser
import FlotillaKit

struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Take databases into the ledger that were migrated by something else.",
        usage: "flotilla adopt [--target <id> | --select <expression> | --all] [--dry-run]",
        discussion: """
            Looks at every target for a version table, this project's or that of another tool, and writes nothing to it. \
            What is on revisions that the folder has, or is empty, goes into the ledger as it is; of everything else it \
            says what to do. Exits with 2 when such targets are left.
            """)

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @Flag(help: "Only say what was found; leave the ledger as it is.")
    var dryRun = false

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        guard !dryRun, targets.database != nil else { return }
        throw ValidationError("The ledger does not know a --database; put it into the inventory, or add --dry-run.")
    }

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        let selection = try await flotilla.select(targets.selectionOrAll)
        let watched = WatchedRun(
            title: "adopting", common: common, repetition: Repetition(typed: Shell.current.arguments, words: ["adopt"]))
        let report = try await watched.watch(common.writer(AdoptionRows.layout)) { control throws(FlotillaError) in
            try await flotilla.adopt(selection, records: !dryRun, control: control)
        }
        let writer = common.writer(AdoptionRows.layout)
        for group in report.groups { writer.row(AdoptionRows.fields(group)) }
        watched.tellFailures(report.run)
        writer.finish(
            ReportEnd(members: AdoptionRows.members(report), closing: AdoptionRows.closing(report)))
        try watched.throwStatus(of: report.run)
        if report.remaining > 0 { throw ProgramStatus.findings }
    }
}
