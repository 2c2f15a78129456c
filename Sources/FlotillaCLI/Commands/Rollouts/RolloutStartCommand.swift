import ArgumentParser
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime

struct RolloutStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a rollout and work on it until it is held or has ended.",
        discussion: """
            The plan is shown and asked about first. With --plan it is one that was saved; it is refused when revisions \
            or targets have changed since. Steps that are marked as losing data need --lose-data. So does \
            "then: revert" of a policy where the way back loses data: without it the rollout is held instead. The same plan again joins the rollout that was made of it. Targets are worked \
            on by this command, and by every 'flotilla worker' that reaches the ledger.
            """)

    @OptionGroup var plan: PlanOptions

    @Option(
        name: .customLong("plan"), help: ArgumentHelp("A plan that 'rollout plan --save' wrote.", valueName: "file"))
    var file: String?

    @OptionGroup var given: VariableOptions

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: RolloutTargetOptions

    @Flag(help: "Leave out targets that would fail, instead of refusing.")
    var withoutFailing = false

    @Option(
        help: ArgumentHelp(
            "Go on although targets have this revision from another file. May be repeated; needs a --reason.",
            valueName: "revision"))
    var acceptEdited: [String] = []

    @OptionGroup var why: ReasonOptions

    @OptionGroup var losing: LossOptions

    @Flag(help: "Write the rollout down and leave the work to 'flotilla worker'.")
    var detach = false

    @Flag(name: [.short, .long], help: "Do not ask.")
    var yes = false

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if !acceptEdited.isEmpty, !why.isGiven {
            throw ValidationError("--accept-edited needs a --reason, which is kept.")
        }
        if file != nil, !given.variable.isEmpty {
            throw ValidationError("--plan has its own values for variables; leave -x out, or plan again.")
        }
        guard file != nil, !targets.isEmpty || plan.policy != nil || plan.downgrade || plan.revision != "head" else {
            return
        }
        throw ValidationError("--plan says already where to go, how, and which targets are meant.")
    }

    func run() async throws {
        let flotilla = try Connection.open(common, limits, variables: given.variables)
        let planning = Planning(common: common)
        let (made, selection) =
            if let file { try await planning.read(file, flotilla) } else {
                try await planning.make(plan, targets, flotilla)
            }
        if !made.failing.isEmpty, !withoutFailing { throw Complaint(.rollout(.failingTargets(made.exclusions))) }
        if made.targets.isEmpty { return try sayNothingToDo(made) }
        let explanation = try await flotilla.explain(made, on: selection)
        if !explanation.loss.isEmpty, !losing.loseData, try await flotilla.openRollout(of: made) == nil {
            throw Complaint(.rollout(.wouldLoseData(explanation.loss)))
        }
        if !yes { try await ask(explanation) }
        let acceptance = EditAcceptance(Set(acceptEdited.map { RevisionID($0) }), reason: why.reason)
        try await RolloutWork(common: common).watch(nil, flotilla) { control, teller throws(FlotillaError) in
            try await flotilla.startRollout(
                made, on: selection, accepting: acceptance, losing: losing.loseData ? .any : .nothing,
                reason: why.reason, isDetached: detach, control: control, onLook: { teller.tell($0) },
                onLost: { teller.tell(lost: $0) })
        }
    }

    /// Everybody is where they should be, or was set aside by a person. Otherwise the rollout would leave targets behind
    /// that are not there, and that is no success.
    private func sayNothingToDo(_ plan: RolloutPlan) throws {
        let isMeant = plan.exclusions.allSatisfy { if case .quarantined = $0.reason { true } else { false } }
        guard isMeant else {
            throw Complaint(.rollout(.nothingToDo(upToDate: plan.upToDate.count, exclusions: plan.exclusions)))
        }
        let there = "there is nothing to do: \(Wording.count(plan.upToDate.count, "target")) there already"
        let count = plan.exclusions.count
        Shell.current.console.say([count == 0 ? there : there + ", \(Wording.count(count)) set aside"])
    }

    private func ask(_ explanation: PlanExplanation) async throws {
        let (made, shell) = (explanation.plan, Shell.current)
        guard shell.canAsk else {
            throw Complaint(
                .usage,
                "the rollout would change \(Wording.count(made.targets.count, "target")), and nobody is there to be asked",
                [.state("nothing was changed"), .next("add --yes to go on without being asked")])
        }
        let writer = ReportWriter(
            PlanRendering.layout, format: .table, terminal: shell.console.terminal,
            write: { text in shell.console.say(text.split(separator: "\n").map(String.init)) })
        PlanRendering(explanation: explanation, terminal: writer.terminal).write(to: writer)
        try await shell.confirm()
    }
}
