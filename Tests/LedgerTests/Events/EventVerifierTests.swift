import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("The seals of the record of events")
struct EventVerifierTests {
    @Test("an honest record has no fault, an empty one neither")
    func honest() {
        #expect(Forgery(20).fault == nil)
        #expect(EventVerifier().finish(EventAnchor(number: 0, seal: "")) == nil)
    }

    @Test("ten thousand forgeries are found, and the first bad entry is named", arguments: 0..<10)
    func forgeries(seed: Int) {
        var random = SplitMix(state: UInt64(seed) + 2026)
        let honest = Forgery(24)
        for _ in 0..<1_000 {
            var forged = honest
            let first = forged.tamper(using: &random)
            let fault = forged.fault
            #expect(fault.map { $0.number <= first && first <= max($0.upTo, $0.number) } == true, "\(first) \(forged)")
        }
    }

    @Test("whoever writes all entries anew, with good seals, is found by an entry noted elsewhere")
    func anew() {
        let honest = Forgery(20)
        var forged = Forgery(20)
        var seal = forged.entries[8].seal
        for place in 9..<20 {
            let old = forged.entries[place]
            let draft = EventDraft(
                run: old.run, kind: old.kind, target: old.target, author: EventAuthor(actor: "bob", host: old.host))
            forged.entries[place] = draft.sealed(as: old.number, at: old.at, after: seal)
            seal = forged.entries[place].seal
        }
        forged.end = EventAnchor(number: 20, seal: seal)
        #expect(forged.fault == nil)
        let noted = EventAnchor(number: 15, seal: honest.entries[14].seal)
        #expect(forged.fault(expecting: noted)?.kind == .otherThanExpected)
        #expect(forged.fault(expecting: noted)?.number == 15)
    }

    @Test("entries cut off at the end are missed by the ledger's own note, and by one kept elsewhere")
    func cutOff() {
        var forged = Forgery(20)
        let noted = forged.end
        forged.entries.removeLast(3)
        #expect(forged.fault == EventFault(.cutOff, number: 18, upTo: 20, at: nil))
        forged.end = forged.entries.last.map { EventAnchor(number: $0.number, seal: $0.seal) }
        #expect(forged.fault == nil)
        #expect(forged.fault(expecting: noted) == EventFault(.cutOff, number: 18, upTo: 20, at: nil))
    }

    @Test("entries that the ledger does not know are one too many")
    func added() {
        var forged = Forgery(20)
        forged.end = EventAnchor(number: 19, seal: forged.entries[18].seal)
        #expect(forged.fault == EventFault(.added, number: 20, upTo: 20, at: nil))
    }

    @Test("the seal is the one that the manual describes")
    func seal() {
        let draft = EventDraft(
            run: RunID(7), kind: "job ended", target: "acme", author: EventAuthor(actor: "ann", host: "bastion"),
            body: "succeeded, base -> 1a")
        let event = draft.sealed(as: 1, at: LedgerTime(microseconds: 1_795_000_000_000_000), after: "")
        // printf '0:1:116:17950000000000001:79:job ended4:acme3:ann7:bastion0:21:succeeded, base -> 1a' | sha256sum
        #expect(event.seal == "3412d5cbd80d7bb88926b43e0da1e7ec3c5bf6e6b4650cf6ce236908906d10ca")
    }

    @Test(
        "an anchor is a number and 64 hexadecimal digits",
        arguments: [
            "", "7", "7:", "0:\(String(repeating: "a", count: 64))", "7:xyz", "7:\(String(repeating: "g", count: 64))",
        ])
    func badAnchor(text: String) { #expect(EventAnchor(text) == nil) }

    @Test("an anchor comes back as it was printed")
    func anchor() {
        let anchor = Forgery(3).end
        #expect(anchor.flatMap { EventAnchor($0.text) } == anchor)
    }
}
