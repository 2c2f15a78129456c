import ArgumentParser
import FlotillaSQL

struct UpgradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Upgrade targets to a later revision.",
        usage: "flotilla upgrade [<revision>] (--database <url> | --target <id> | --select <expression> | --all)",
        discussion: """
            A target that is there already is left alone. The change and the version are written in one transaction \
            where the engine has one; a failing target never holds up the others.
            """)

    @Argument(help: "Where to go ('flotilla help revisions').", completion: .revisions)
    var revision = "head"

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
                operation: .upgrade(to: revision), targets: targets, options: script, common: common,
                isLossAgreed: losing.loseData,
                variables: try variables
            ).print()
        }
        try await FleetCommand(
            operation: .upgrade(to: revision), targets: targets, limits: limits, common: common, writing: writing,
            isLossAgreed: losing.loseData, variables: try variables
        ).execute()
    }

    private var variables: SQLVariables { get throws { try script.variables(given) } }
}
