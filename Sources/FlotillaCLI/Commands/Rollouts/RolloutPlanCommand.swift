import ArgumentParser
import FlotillaKit
import FlotillaRuntime

/// What `plan` and `start` have in common: where to go, how, and which targets.
struct PlanOptions: ParsableArguments {
    @Argument(help: "Where to go ('flotilla help revisions').")
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
        abstract: "Show what a rollout would do to whom, in which wave. Looks at every target and writes nowhere.")

    @OptionGroup var plan: PlanOptions

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        let (made, _) = try await Planning(options: plan, targets: targets, common: common).make(flotilla)
        let writer = common.writer(PlanRendering.layout)
        PlanRendering(plan: made, terminal: writer.terminal).write(to: writer)
    }
}

/// Makes a plan with a person watching.
struct Planning {
    var options: PlanOptions
    var targets: TargetOptions
    var common: CommonOptions

    func make(_ flotilla: Flotilla) async throws -> (RolloutPlan, FleetSelection) {
        let selection = try await flotilla.select(targets.selectionOrAll)
        let writer = common.writer(PlanRendering.layout)
        let watched = WatchedRun(
            title: "looking at targets", common: common,
            repetition: Repetition(typed: Shell.current.arguments, words: ["rollout", "plan"]))
        let plan = try await watched.watch(writer) { control throws(FlotillaError) in
            try await flotilla.planRollout(
                options.direction, on: selection, selector: CommandText.line(targets.words), policy: options.policy,
                control: control)
        }
        if let status = Shell.current.interrupts.status { throw status }
        return (plan, selection)
    }
}

struct RolloutStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a rollout and work on it until it is held or has ended.",
        discussion: """
            The plan is shown and asked about first. The same plan again joins the rollout that was made of it. Targets \
            are worked on by this command, and by every 'flotilla worker' that reaches the ledger.
            """)

    @OptionGroup var plan: PlanOptions

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @Flag(help: "Leave out targets that would fail, instead of refusing.")
    var withoutFailing = false

    @Flag(help: "Write the rollout down and leave the work to 'flotilla worker'.")
    var detach = false

    @Flag(name: [.short, .long], help: "Do not ask.")
    var yes = false

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        let (made, selection) = try await Planning(options: plan, targets: targets, common: common).make(flotilla)
        if !made.failing.isEmpty, !withoutFailing { throw Complaint(.rollout(.failingTargets(made.exclusions))) }
        if !yes { try await ask(made) }
        try await RolloutWork(common: common).watch(nil, flotilla) { control, teller throws(FlotillaError) in
            try await flotilla.startRollout(
                made, on: selection, isDetached: detach, control: control, onLook: { teller.tell($0) })
        }
    }

    private func ask(_ made: RolloutPlan) async throws {
        let shell = Shell.current
        guard shell.canAsk else {
            throw Complaint(
                .usage,
                "the rollout would change \(Wording.count(made.targets.count, "target")), and nobody is there to be asked",
                [.state("nothing was changed"), .next("add --yes to go on without being asked")])
        }
        let writer = ReportWriter(
            PlanRendering.layout, format: .table, terminal: shell.console.terminal,
            write: { text in shell.console.say(text.split(separator: "\n").map(String.init)) })
        PlanRendering(plan: made, terminal: writer.terminal).write(to: writer)
        try await shell.confirm()
    }
}
