import FlotillaRollout

@testable import FlotillaLedger

/// A record of events, and the ways in which somebody may tamper with it.
struct Forgery {
    var entries: [LedgerEvent]
    var end: EventAnchor?

    /// An honest record.
    init(_ count: Int) {
        var seal = ""
        entries = (1...count).map { number in
            let draft = EventDraft(
                run: number.isMultiple(of: 3) ? nil : RunID(Int64(number / 7)),
                kind: number.isMultiple(of: 2) ? "job ended" : "run begun", target: "tenant-\(number % 5)",
                author: EventAuthor(actor: "ann", host: "bastion"),
                reason: number.isMultiple(of: 4) ? "incident 7" : "",
                body: "succeeded, \(number)a -> \(number)b")
            let event = draft.sealed(
                as: Int64(number), at: LedgerTime(microseconds: Int64(number) * 1_000_003), after: seal)
            seal = event.seal
            return event
        }
        end = EventAnchor(number: Int64(count), seal: seal)
    }

    var fault: EventFault? { fault(expecting: nil) }

    func fault(expecting expected: EventAnchor?) -> EventFault? {
        var verifier = EventVerifier(expecting: expected)
        for entry in entries {
            if let fault = verifier.check(entry) { return fault }
        }
        return verifier.finish(end)
    }

    /// Tampers in a way that the dice choose. Returns the number of the first entry that is not as it was written.
    mutating func tamper(using random: inout some RandomNumberGenerator) -> Int64 {
        let place = Int.random(in: entries.indices, using: &random)
        let number = Int64(place + 1)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            entries.remove(at: place)
            return number
        case 1:
            let count = Int.random(in: 1...min(5, entries.count - place), using: &random)
            entries.removeSubrange(place..<place + count)
            return number
        case 2:
            let other = (place + Int.random(in: 1..<entries.count, using: &random)) % entries.count
            entries.swapAt(place, other)
            return Int64(min(place, other) + 1)
        case 3:
            let copy = entries[place]
            let behind = Int.random(in: place + 1...entries.count, using: &random)
            entries.insert(copy, at: behind)
            return number
        default:
            entries[place] = entries[place].edited(using: &random)
            return number
        }
    }
}

extension LedgerEvent {
    /// The same with one field, or the border between two, put elsewhere.
    func edited(using random: inout some RandomNumberGenerator) -> LedgerEvent {
        func more(_ text: String) -> String {
            Bool.random(using: &random) && !text.isEmpty ? String(text.dropLast()) : text + "1"
        }
        var (at, run, fields) = (at.microseconds, run, [kind, target, actor, host, reason, body, seal])
        let choice = Int.random(in: 0..<10, using: &random)
        switch choice {
        case 0: at += Int64.random(in: 1...9, using: &random)
        case 1: run = run.map { RunID($0.number + 1) } ?? RunID(1)
        case 2: run = run == nil ? RunID(0) : nil
        case 3..<9: fields[choice - 3] = more(fields[choice - 3])
        default: (fields[0], fields[1]) = (fields[0] + fields[1].prefix(1), String(fields[1].dropFirst()))
        }
        return LedgerEvent(
            number: number, at: LedgerTime(microseconds: at), run: run, kind: fields[0], target: fields[1],
            actor: fields[2], host: fields[3], reason: fields[4], body: fields[5], seal: fields[6])
    }
}

/// Steele, Lea and Flood's SplitMix64: the same dice for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
