import FlotillaLedger
import FlotillaRevisions
import FlotillaRuntime

/// That a person knows of edited revisions, and starts a rollout all the same. It is kept in the record of events.
public struct EditAcceptance: Sendable, Hashable {
    public var revisions: Set<RevisionID>
    public var reason: String

    public init(_ revisions: Set<RevisionID> = [], reason: String = "") {
        self.revisions = revisions
        self.reason = reason
    }

    /// Line ends that editors and version control change need nobody's word; what was accepted before needs none again.
    func refused(_ edited: [EditedRevision]) -> [EditedRevision] {
        edited.filter { !$0.hasSameText && !$0.isAccepted && !revisions.contains($0.revision) }
    }

    func remarks(_ edited: [EditedRevision]) -> [RolloutDescription.Remark] {
        edited.filter { revisions.contains($0.revision) }.map {
            RolloutDescription.Remark(
                kind: AcceptedEdit.kind, body: $0.acceptance.body(targets: $0.count), reason: reason)
        }
    }
}
