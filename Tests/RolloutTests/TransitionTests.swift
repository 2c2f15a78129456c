import FlotillaRollout
import Testing

@Suite("The transitions of a rollout")
struct TransitionTests {
    typealias Table = [RolloutPhase: [RolloutEventKind: Set<RolloutPhase>]]

    @Test("are those of the table: each that happens is listed, and each that is listed happens")
    func tableIsExact() {
        var seen: Table = [:]
        var shapes = Seeded(state: 1)
        for seed in 0..<9_000 {
            var course = Course(.random(&shapes), seed: UInt64(seed))
            guard !course.members.isEmpty else { continue }
            course.onStep = { seen[$0, default: [:]][$1.kind, default: []].insert($2) }
            for _ in 0..<80 { course.act() }
        }
        for phase in RolloutPhase.allCases {
            for kind in RolloutEventKind.allCases {
                let listed = RolloutTransitions.table[phase]?[kind] ?? []
                let happened = seen[phase]?[kind] ?? []
                #expect(happened == listed, "\(phase), \(kind.rawValue)")
            }
        }
    }

    @Test("that are refused change nothing, and tallies are what the jobs give when they are counted")
    func refusalsChangeNothing() {
        var shapes = Seeded(state: 2)
        for seed in 0..<400 {
            var course = Course(.random(&shapes), seed: UInt64(seed))
            guard !course.members.isEmpty else { continue }
            for _ in 0..<60 {
                course.act()
                #expect(course.rollout.tallies == course.counted, "seed \(seed)")
            }
            #expect(course.refusalsThatChanged == 0)
        }
    }

    @Test("that the table does not list are refused by name", arguments: RolloutPhase.allCases)
    func unlisted(_ phase: RolloutPhase) {
        let events: [RolloutEvent] = [
            .jobsStarted(wave: 0, count: 1), .jobsEnded(wave: 0, [.failed: 1]), .jobsPutBack(wave: 0, count: 1),
            .jobsLapsed(wave: 0, count: 1), .gatePassed(wave: 0, gate: 0), .gateFailed(wave: 0, gate: 0),
            .gateInconclusive(wave: 0, gate: 0), .pauseRequested, .resumeRequested(tolerating: nil), .gateWaived,
            .abortRequested(takesBack: false), .jobsReopened([:], resumes: false),
            .targetsJoined(wave: 1, .init(jobs: 1, budget: 0)), .noneJoined(wave: 1),
        ]
        for event in events where !RolloutTransitions.isLegal(event.kind, in: phase) {
            var rollout = Rollout(
                shape: RolloutShape(waves: [.init(jobs: 3, gates: 1, budget: 0)], budget: 0),
                state: phase.example, tallies: [Tally(planned: 3)])
            let before = rollout
            #expect(throws: IllegalTransition.noSuchTransition(from: phase, on: event.kind)) {
                try rollout.apply(event)
            }
            #expect(rollout == before)
        }
    }
}

extension RolloutPhase {
    /// A state of this phase.
    fileprivate var example: RolloutState {
        let hold = Hold(.wave(0), .request)
        return switch self {
        case .advancing: .advancing(wave: 0)
        case .gating: .gating(wave: 0, gate: 0)
        case .sweeping: .sweeping(wave: 1)
        case .retrying: .retrying(hold, resumes: false)
        case .pausing: .pausing(hold)
        case .paused: .paused(hold)
        case .aborting: .aborting(takesBack: false)
        case .completed: .completed
        case .aborted: .aborted
        }
    }
}
