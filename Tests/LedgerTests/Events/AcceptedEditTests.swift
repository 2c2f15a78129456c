import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("Edited files that were accepted, in the ledger")
struct AcceptedEditTests {
    let scratches = Scratches()

    @Test("an edited file that was accepted is known by revision and text", arguments: LedgerEngine.allCases)
    func acceptance(_ engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let edit = AcceptedEdit(revision: RevisionID("2b"), textDigest: "9f86")
        var description = RolloutDescription(
            run: RunDescription(command: "upgrade to head", operation: .upgrade, revision: "2b"),
            author: SmallRollout.author, policy: "{}",
            shape: RolloutShape(waves: [.init(jobs: 1, budget: 0)], budget: 0),
            waveNames: ["all"], digest: "d", revisions: [])
        #expect(try ledger.acceptedEdits().isEmpty)
        description.remarks = [
            .init(kind: AcceptedEdit.kind, body: edit.body(targets: 7), reason: "same"),
            // As it was written before the text was kept.
            .init(kind: AcceptedEdit.kind, body: "revision 1a, applied on 7 targets from another file", reason: "same"),
            .init(
                kind: "other", body: AcceptedEdit(revision: RevisionID("3c"), textDigest: "x").body(targets: 1),
                reason: ""),
        ]
        _ = try ledger.beginRollout(description, jobs: [PlannedJob(entry: target("a"), wave: 0, expected: [])])
        #expect(try ledger.acceptedEdits() == [edit])
    }
}
