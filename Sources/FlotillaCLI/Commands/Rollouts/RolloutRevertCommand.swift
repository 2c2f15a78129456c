import ArgumentParser
import FlotillaKit
import FlotillaRuntime

struct RolloutRevertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert",
        abstract: "Take back exactly what a rollout changed: the last wave first, each target to the version it had.",
        discussion: """
            It becomes a rollout of its own. One that has not ended is aborted first, and only then is it certain what it \
            has changed. Steps that lose rows or columns are named before, and need --lose-data where nobody is asked; \
            one that was not named before the rollout had ended is named then, and nothing is taken back without it.
            """)

    @OptionGroup var which: RolloutOptions
    @OptionGroup var why: ReasonOptions

    @Flag(name: [.short, .long], help: "Do not ask.")
    var yes = false

    @Flag(help: "Agree to steps after which rows or columns are gone.")
    var loseData = false

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        let selection = try await flotilla.select(.all)
        let plan = try await flotilla.planRevert(which.rollout, on: selection)
        let preview = RevertPreview(plan: plan, terminal: Shell.current.console.terminal)
        guard plan.irreversible.isEmpty else { throw RevertPreview.irreversible(plan) }
        if !plan.losing.isEmpty, !loseData, yes || !Shell.current.canAsk { throw RevertPreview.wouldLose(plan) }
        if !yes {
            guard Shell.current.canAsk else { throw preview.cannotAsk }
            Shell.current.console.say(preview.lines)
            try await Shell.current.confirm()
        }
        let consent = loseData ? LossConsent.any : .named(plan.losing)
        try await RolloutWork(common: common).watch(nil, flotilla, takesBack: true) {
            control, teller throws(FlotillaError) in
            try await flotilla.startRevert(
                plan, on: selection, losing: consent, reason: why.reason, control: control,
                onLook: { teller.tell($0) })
        }
    }
}
