import ArgumentParser
import FlotillaDriver
import FlotillaKit
import FlotillaRuntime

struct ResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Say whether a statement in doubt took effect, after having looked.",
        usage: "flotilla resolve (<target> | --database <url>) (--applied | --not-applied) --reason <text>",
        discussion: """
            When a connection breaks while a statement without a transaction runs, it cannot always be told whether \
            the statement took effect. Flotilla never guesses and never runs it again; it waits for this command.
            """)

    enum Finding: EnumerableFlag {
        case applied, notApplied

        static func help(for finding: Finding) -> ArgumentHelp? {
            switch finding {
            case .applied: "The statement took effect: go on behind it."
            case .notApplied: "It did not: run it again."
            }
        }
    }

    @Argument(help: "The target's id.", completion: .targets)
    var target: String?

    @Option(help: ArgumentHelp("One database, without any inventory.", valueName: "url"))
    var database: String?

    @Flag(help: "What you found.")
    var finding: Finding

    @Option(help: ArgumentHelp("How you know. Goes into the ledger with your name.", valueName: "text"))
    var reason: String

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if target == nil && database == nil {
            throw ValidationError("it must be said which database is meant: by a target's id, or by --database URL.")
        }
        if target != nil && database != nil {
            throw ValidationError("a target's id and --database exclude each other.")
        }
        if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason must say how you know.") }
    }

    func run() async throws {
        let flotilla = try Connection.open(common)
        let selection = try await flotilla.select(
            database.map { .database($0) } ?? .targets([TargetID(target ?? "")]))
        let writer = common.writer(ResultRows.layout)
        let watched = WatchedRun(
            title: "resolve", common: common,
            repetition: Repetition(typed: Shell.current.arguments, words: ["resolve"], database: database))
        let report = try await watched.watch(writer) { control throws(FlotillaError) in
            try await flotilla.resolve(
                selection, applied: finding == .applied, reason: reason, control: control)
        }
        if common.output != .table, let result = report.single { writer.row(ResultRows.fields(result)) }
        try watched.finish(report, writer)
    }
}
