import ArgumentParser
import FlotillaKit
import FlotillaRuntime

/// What `plan` and `start` have in common: where to go, how, and which targets.
struct PlanOptions: ParsableArguments {
    @Argument(help: "Where to go ('flotilla help revisions').", completion: .revisions)
    var revision = "head"

    @Flag(help: "Downgrade to the revision instead of upgrading to it.")
    var downgrade = false

    @Option(help: ArgumentHelp("A policy of flotilla.yaml, or a file.", valueName: "name"))
    var policy: String?

    var direction: RolloutDirection { downgrade ? .downgrade(to: revision) : .upgrade(to: revision) }
}

struct RolloutPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a rollout would do to whom, in which wave. Looks at every target and writes nowhere.",
        discussion: """
            With --save, or -o and a name that ends in .json, the plan becomes a file, which can be reviewed and then \
            started: flotilla rollout start --plan FILE. -o json prints the same.
            """)

    @OptionGroup var plan: PlanOptions

    @Option(help: ArgumentHelp("Save the plan as a file.", valueName: "file"))
    var save: String?

    @Flag(help: "Print scripts whole, not only their first lines.")
    var sql = false

    @OptionGroup var given: VariableOptions

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: RolloutTargetOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common, limits, variables: given.variables)
        let (made, selection) = try await Planning(common: common).make(plan, targets, flotilla)
        if let save { try await flotilla.save(made, to: save) }
        if common.output == .json {
            Shell.current.writeResult(made.document)
        } else {
            let writer = common.writer(PlanRendering.layout)
            let explanation = try await flotilla.explain(made, on: selection)
            PlanRendering(explanation: explanation, showsWholeScripts: sql, terminal: writer.terminal).write(to: writer)
        }
        if let save {
            Shell.current.console.say(
                ["saved; to start it: " + CommandText.line(["rollout", "start", "--plan", save])])
        }
    }
}

/// Makes a plan, or looks whether one still fits, with a person watching.
struct Planning {
    var common: CommonOptions

    func make(
        _ options: PlanOptions, _ targets: RolloutTargetOptions, _ flotilla: Flotilla
    ) async throws -> (RolloutPlan, FleetSelection) {
        let selection = try await flotilla.select(targets.selection)
        let plan = try await watched { control throws(FlotillaError) in
            try await flotilla.planRollout(options.direction, on: selection, policy: options.policy, control: control)
        }
        return (plan, selection)
    }

    /// The plan of a file, unless something has changed since. One that is under way already is not compared: it has itself
    /// changed what it was made of.
    func read(_ path: String, _ flotilla: Flotilla) async throws -> (RolloutPlan, FleetSelection) {
        let plan = try await flotilla.readPlan(path)
        let selection = try await flotilla.select(plan.selection)
        guard try await flotilla.openRollout(of: plan) == nil else { return (plan, selection) }
        let checked = try await watched { control throws(FlotillaError) in
            try await flotilla.check(plan, on: selection, control: control)
        }
        return (checked, selection)
    }

    private func watched<Value: Sendable>(
        _ work: (RunControl) async throws(FlotillaError) -> Value
    ) async throws -> Value {
        let run = WatchedRun(
            title: "looking at targets", common: common,
            repetition: Repetition(typed: Shell.current.arguments, words: ["rollout", "plan"]))
        let value = try await run.watch(common.writer(PlanRendering.layout), work)
        // Nothing is under way that would have to end first when a person leaves at the question that may follow.
        Shell.current.interrupts.runEnds()
        if let status = Shell.current.interrupts.status { throw status }
        return value
    }
}
