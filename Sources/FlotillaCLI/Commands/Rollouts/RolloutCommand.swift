import ArgumentParser

struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Bring the fleet to a revision in waves: plan, start, watch, steer, take back.",
        subcommands: [
            RolloutPlanCommand.self, RolloutStartCommand.self, RolloutListCommand.self, RolloutShowCommand.self,
            RolloutWatchCommand.self, RolloutApproveCommand.self, RolloutPauseCommand.self, RolloutResumeCommand.self,
            RolloutAbortCommand.self, RolloutRetryCommand.self, RolloutRevertCommand.self, RolloutResolveCommand.self,
        ])
}

/// Which rollout a command is about.
struct RolloutOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The rollout's number; without one, the one that goes on, or the latest.", valueName: "rollout"))
    var rollout: Int?

    func validate() throws {
        if let rollout, rollout < 1 { throw ValidationError("a rollout's number is 1 or more, not \(rollout).") }
    }
}

/// Why somebody steers a rollout.
struct ReasonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Why; kept in the record of events.", valueName: "text"))
    var reason = ""

    /// Blanks are none.
    var isGiven: Bool { reason.contains { !$0.isWhitespace } }
}
