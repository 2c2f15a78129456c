import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Why something about a rollout cannot be done.
public enum RolloutProblem: Error, Sendable {
    /// The ledger has none of that number; `last` is the latest one.
    case noSuchRollout(RunID, last: RunID?)
    /// None has ever been started.
    case noRollouts
    /// Several go on, so that it has to be said which is meant.
    case severalOpen([RunID])
    /// The rollout's state has no answer to what was asked.
    case refused(RunID, IllegalTransition, in: RolloutState)
    /// It is over, so that nothing can be resumed; so many targets could be tried again.
    case hasEnded(RunID, RolloutPhase, failures: Int)
    /// `-1` and `+2` lead from every version somewhere else, and a plan leads all of them to one place.
    case relativeRevision(String)
    /// Targets that would fail, each with the reason.
    case failingTargets([Exclusion])
    /// Nothing is to be done to any target; so many are there already.
    case nothingToDo(upToDate: Int, exclusions: [Exclusion])
    /// What the plan was made for is not so any more.
    case planChanged([PlanDifference])
    /// Revisions that targets have from other files than the folder's, and nobody has said that this is known.
    case editedRevisions([EditedRevision])
    /// A file that is no plan, or one that was changed by hand.
    case planUnusable(path: String, PlanDocumentError)
    case planNotSaved(PlanFileError)
    /// Waves, windows or entries of the quarantine that are for no target at all.
    case idleRules([IdleRule])
    /// One database that no inventory lists; a rollout is for a fleet.
    case notListed
    /// The files of these revisions are not those that the rollout was planned with.
    case revisionsDiffer(RunID, [RevisionID])
    /// The author of a rollout, or somebody whom the gate does not name, wants to approve it.
    case mayNotApprove(RunID, actor: String, author: String, Approvers)
    /// The ledger went away while this process worked on the rollout, so that nobody knows here how it stands.
    case ledgerLost(RunID, LedgerError)
    /// A gate asks nobody for approval but whoever would start the rollout.
    case nobodyMayApprove(author: String, wave: String, Approvers)
    /// No gate waits for anybody's word.
    case nothingToApprove(RunID, in: RolloutState)
    /// No job of that kind can be tried again.
    case nothingToRetry(RunID)
    /// `by` is the rollout that has taken it back, if there is one.
    case nothingToRevert(RunID, by: RunID?)
    /// Taking it back would lose data in steps to which nobody has agreed; it has ended, and nothing was taken back.
    case revertWouldLose(RevertPlan)
    /// Nothing takes back some of what it did; it has ended, and nothing was taken back.
    case irreversible(RevertPlan)
    /// The targets that it changed have all left the inventory, so that nobody knows how to reach them.
    case changedNotListed(RunID, [TargetID])
    /// It takes another one back itself; the way forward is a new rollout.
    case isRevert(RunID, of: RunID)
    /// It took revisions back itself, from these version rows; the way back is a new rollout up.
    case isDowngrade(RunID, from: [[RevisionID]], RolloutPhase)
    /// Steps of the plan lose data, to which nobody has agreed.
    case wouldLoseData(DataLoss)
    /// A downgrade by a policy that would have it taken back, which cannot be done.
    case downgradeTakenBack(policy: String)
}
