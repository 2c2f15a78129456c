import FlotillaRollout
import Foundation
import Testing

@Suite("A simulated fleet")
struct SimulatorTests {
    /// Seeds in all; they are dealt out to so many cases.
    static let seeds = 2_000
    static let parts = 4

    @Test("keeps every promise through a million steps on targets and every kind of fault")
    func promises() async {
        if let text = ProcessInfo.processInfo.environment["FLOTILLA_SIM_SEED"], let seed = UInt64(text) {
            let world = World(seed: seed)
            world.run()
            #expect(world.witness.found == nil, "\(Failure(seed: seed, bug: nil))")
            return
        }
        let begin = ContinuousClock.now
        var seen = Experience()
        await withTaskGroup(of: Experience.self) { group in
            for part in 0..<Self.parts { group.addTask { Self.simulate(part) } }
            for await part in group { seen += part }
        }
        print("simulated \(Self.seeds) seeds in \(ContinuousClock.now - begin): \(seen)")
        #expect(seen.targetSteps >= 1_000_000)
        // Otherwise the worlds were too kind.
        #expect(min(seen.latecomers, seen.probes, seen.putBacks, seen.lapses, seen.refusals, seen.lateMessages) >= 500)
        #expect(Outcome.allCases.allSatisfy { seen.outcomes[JobState($0).place] >= 10 })
    }

    private static func simulate(_ part: Int) -> Experience {
        var seen = Experience()
        for seed in stride(from: part, to: seeds, by: parts) {
            let world = World(seed: UInt64(seed))
            world.run()
            seen += world.witness.experience
            guard world.witness.found == nil else {
                Issue.record("\(Failure(seed: UInt64(seed), bug: nil))")
                break
            }
        }
        return seen
    }

    @Test("shows a mistake that is planted", arguments: PlantedBug.allCases)
    func planted(_ bug: PlantedBug) {
        let seed = (0..<UInt64(400)).first { seed in
            let world = World(seed: seed, bug: bug)
            world.run()
            return world.witness.found != nil
        }
        #expect(seed != nil)
        if let seed { print("planted \(bug): \(Failure(seed: seed, bug: bug).found), found with seed \(seed)") }
    }

    @Test("is the same whenever it is run from the same seed", arguments: [UInt64(3), 77])
    func repeatable(seed: UInt64) {
        let worlds = [World(seed: seed), World(seed: seed)]
        for world in worlds { world.run() }
        #expect(worlds[0].eventCount == worlds[1].eventCount && worlds[0].effects == worlds[1].effects)
    }
}

/// A seed that breaks a promise, with as few faults as it needs.
struct Failure: CustomStringConvertible {
    let seed: UInt64
    let found: String
    let events: Int
    /// The promise is broken even if no more faults happen after so many events.
    let faultsWithin: Int

    init(seed: UInt64, bug: PlantedBug?) {
        func run(_ quietAfter: Int) -> World {
            let world = World(seed: seed, bug: bug)
            world.run(quietAfter: quietAfter)
            return world
        }
        var world = run(.max)
        var few = 0
        var enough = world.eventCount
        while few < enough {
            let middle = (few + enough) / 2
            let tried = run(middle)
            if tried.witness.found == nil {
                few = middle + 1
            } else {
                enough = middle
                world = tried
            }
        }
        self.seed = seed
        found = world.witness.found ?? "nothing"
        events = world.eventCount
        faultsWithin = enough
    }

    var description: String {
        "seed \(seed), event \(events): \(found); faults within the first \(faultsWithin) events are enough. "
            + "FLOTILLA_SIM_SEED=\(seed) runs it again."
    }
}
