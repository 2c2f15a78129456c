import ArgumentParser
import FlotillaSQL

struct DowngradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "downgrade",
        abstract: "Take targets back to an earlier revision.",
        usage: "flotilla downgrade [<revision>] (--database <url> | --target <id> | --select <expression> | --all)",
        discussion: """
            Without a revision: one step back from wherever each target is. A downgrade may drop columns and tables \
            with what is in them.
            """)

    @Argument(
        help: "Where to go: '-1' is one step back, 'base' undoes everything ('flotilla help revisions').",
        completion: .revisions)
    var revision = "-1"

    @OptionGroup(title: "Which targets")
    var targets: TargetOptions

    @OptionGroup(title: "Writing")
    var writing: WritingOptions

    @OptionGroup(title: "Writing")
    var losing: LossOptions

    @OptionGroup(title: "Writing")
    var given: VariableOptions

    @OptionGroup(title: "Printing a script")
    var script: ScriptOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        guard !script.sql else {
            return try await ScriptWork(
                operation: .downgrade(to: revision), targets: targets, options: script, common: common,
                isLossAgreed: losing.loseData,
                variables: try variables
            ).print()
        }
        try await FleetCommand(
            operation: .downgrade(to: revision), targets: targets, limits: limits, common: common, writing: writing,
            isLossAgreed: losing.loseData, variables: try variables
        ).execute()
    }

    private var variables: SQLVariables { get throws { try script.variables(given) } }
}
