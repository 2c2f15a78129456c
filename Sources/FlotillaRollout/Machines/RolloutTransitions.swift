/// Every way a rollout can go, as a value: the machine obeys it, a test tries all of it, and the diagram in
/// `docs/rollouts.md` is made from it.
public enum RolloutTransitions {
    /// From one phase, on one kind of event, to these phases; those that are not listed are refused.
    public static let table: [RolloutPhase: [RolloutEventKind: Set<RolloutPhase>]] = [
        .advancing: [
            .jobsStarted: [.advancing],
            .jobsEnded: [.advancing, .gating, .sweeping, .pausing, .paused, .aborting, .aborted, .completed],
            .jobsPutBack: [.advancing],
            .jobsLapsed: [.advancing],
            .pauseRequested: [.pausing, .paused],
            .abortRequested: [.aborting, .aborted],
        ],
        .gating: [
            .gatePassed: [.gating, .advancing, .sweeping, .completed],
            .gateFailed: [.paused],
            .gateInconclusive: [.paused],
            .gateWaived: [.gating, .advancing, .sweeping, .completed],
            .pauseRequested: [.paused],
            .abortRequested: [.aborted],
        ],
        .sweeping: [
            .targetsJoined: [.advancing],
            .noneJoined: [.completed],
            .pauseRequested: [.paused],
            .abortRequested: [.aborted],
        ],
        .retrying: [
            .jobsStarted: [.retrying],
            .jobsEnded: [
                .retrying, .pausing, .paused, .advancing, .gating, .sweeping, .completed, .aborted,
            ],
            .jobsPutBack: [.retrying],
            .jobsLapsed: [.retrying],
            .jobsReopened: [.retrying],
            .pauseRequested: [.pausing, .paused],
            .abortRequested: [.aborting, .aborted],
        ],
        .pausing: [
            .jobsEnded: [.pausing, .paused],
            .jobsPutBack: [.pausing, .paused],
            .jobsLapsed: [.pausing, .paused],
            .resumeRequested: [.advancing, .retrying],
            .abortRequested: [.aborting],
        ],
        .paused: [
            .resumeRequested: [.advancing, .gating, .sweeping, .retrying, .completed, .aborted],
            .gateWaived: [.gating, .advancing, .sweeping, .retrying, .completed],
            // At once held again when too many others have failed.
            .jobsReopened: [.retrying, .paused],
            .abortRequested: [.aborting, .aborted],
        ],
        .aborting: [
            // Only to look at what a lost worker left.
            .jobsStarted: [.aborting],
            .jobsEnded: [.aborting, .aborted],
            .jobsPutBack: [.aborting, .aborted],
            .jobsLapsed: [.aborting],
        ],
        .completed: [.jobsReopened: [.retrying, .paused]],
        .aborted: [.jobsReopened: [.retrying, .paused]],
    ]

    public static func isLegal(_ event: RolloutEventKind, in phase: RolloutPhase) -> Bool {
        table[phase]?[event] != nil
    }
}
