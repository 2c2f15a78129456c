import ArgumentParser
import FlotillaKit
import FlotillaRuntime

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Work on every rollout that goes on, for the targets that this machine reaches.",
        discussion: """
            Any number of workers may share a ledger in PostgreSQL. SIGTERM lets what is under way end and starts nothing \
            new. A worker whose revision files are not those of a rollout's plan does not work on it.
            """)

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        guard targets.database != nil else { return }
        throw ValidationError("--database is not for worker, which knows databases by their names in the inventory.")
    }

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        let selection = try await flotilla.select(targets.selectionOrAll)
        let shell = Shell.current
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: CommandText.line(shell.arguments))
        let console = shell.console
        let selector = targets.isEmpty ? "" : targets.words.joined(separator: " ")
        try await flotilla.serve(selection, selector: selector, control: control) { news in
            console.say(WorkerWords.lines(news, on: console.terminal))
        }
        // A signal is how a worker ends; that its time is over is what whoever gave it one wants to know.
        if shell.interrupts.status == .timedOut { throw ProgramStatus.timedOut }
    }
}
