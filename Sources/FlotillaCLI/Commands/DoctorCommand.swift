import ArgumentParser
import FlotillaDriver
import FlotillaKit

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look whether everything is in place, and say what to do about what is not.",
        discussion: """
            Settings, client libraries, revisions, the inventory, one target of each server, the ledger, and scratch \
            databases for models. Writes to scratch databases only. 'flotilla inventory check' asks every target. Exits \
            with 2 when something is wrong.
            """)

    @OptionGroup(title: "Which targets (one of each server, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        let found = Monitor<[Examined]>([])
        let selection = targets.isEmpty ? nil : targets.selection
        let watched = WatchedRun(
            title: "examining", common: common,
            repetition: Repetition(typed: Shell.current.arguments, words: ["doctor"], database: targets.database))
        let writer = common.writer(DoctorRows.layout)
        try await watched.watch(writer) { control throws(FlotillaError) in
            await flotilla.examine(selection, control: control) { examined in found.access { $0.append(examined) } }
        }
        if let status = Shell.current.interrupts.status { throw status }
        let all = found.access { $0 }
        for examined in all { writer.row(DoctorRows.fields(examined)) }
        let wrong = all.filter { !$0.isGood }
        writer.finish(
            ReportEnd(
                members: [JSON.Member("wrong", .integer(wrong.count))],
                closing: wrong.isEmpty
                    ? ["nothing is wrong"]
                    : ["\(Wording.count(wrong.count, "thing")) to do:"] + wrong.map(DoctorRows.remedy)))
        if !wrong.isEmpty { throw ProgramStatus.findings }
    }
}
