import ArgumentParser
import FlotillaDriver
import FlotillaKit

/// Which entries of the ledger's record a command is about.
struct EventOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only entries about this run or rollout.", valueName: "number"))
    var run: Int64?

    @Option(help: ArgumentHelp("Only entries about this target.", valueName: "id"))
    var target: [String] = []

    @Option(
        help: ArgumentHelp("Only entries of this moment and later.", valueName: "moment"), transform: momentArgument)
    var since: PointInTime?

    func validate() throws {
        if target.count > 1 {
            throw ValidationError("--target is given more than once; the record is asked about one.")
        }
    }

    var question: EventQuestion { EventQuestion(run: run, target: target.first.map { TargetID($0) }, since: since) }
}
