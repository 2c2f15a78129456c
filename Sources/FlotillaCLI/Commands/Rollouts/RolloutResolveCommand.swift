import ArgumentParser
import FlotillaDriver
import FlotillaKit
import FlotillaRuntime

struct RolloutResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Say whether the statement in doubt took effect on a target; the rollout then looks at it again.")

    @Argument(help: ArgumentHelp("The target.", valueName: "id"), completion: .targets)
    var target: String

    @Flag(help: "It took effect.")
    var applied = false

    @Flag(help: "It had no effect.")
    var notApplied = false

    @Option(help: ArgumentHelp("How that was found out; kept in the record of events.", valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp("The rollout, when it is not the one that goes on or the latest.", valueName: "number"))
    var rollout: Int?

    @OptionGroup var work: WorkOptions

    func validate() throws {
        if applied == notApplied { throw ValidationError("say either --applied or --not-applied.") }
    }

    func run() async throws {
        let flotilla = try Connection.open(work.common)
        let control = RunControl()
        Shell.current.interrupts.runBegins(control, resume: CommandText.line(Shell.current.arguments))
        let record = try await flotilla.resolve(
            TargetID(target), of: rollout, applied: applied, reason: reason, control: control)
        try await work.go(on: record.run, flotilla)
    }
}
