import FlotillaInventory
import FlotillaKit
import FlotillaLedger
import FlotillaRollout

/// How a rollout's state reads: what it is doing, why, and what to type next.
struct RolloutWords {
    var record: RolloutRecord
    /// Something could be taken back.
    var hasChanges = true

    /// `paused`
    var state: String { record.state.phase.rawValue }

    var tone: Tone {
        switch record.state.phase {
        case .completed: record.rollout.failures == 0 ? .good : .warning
        case .aborted, .aborting: .bad
        case .paused, .pausing: .warning
        case .advancing, .gating, .sweeping, .retrying: .plain
        }
    }

    /// `wave 2 of 3, "early"`
    func wave(_ index: Int) -> String {
        "wave \(index + 1) of \(record.waveNames.count), \"\(record.waveNames[index])\""
    }

    /// What it is doing, in a sentence without an end.
    var doing: String {
        switch record.state {
        case .advancing(let number): "working on \(wave(number))"
        case .gating(let number, let gate): "\(gateName(number, gate)) behind \(wave(number)) is open"
        case .sweeping: "every wave is done; the inventory is asked for targets that joined since it was planned"
        case .retrying(_, let resumes):
            "trying \(Wording.count(record.rollout.reopened, "target")) again"
                + (resumes ? ", then it goes on" : ", then it is held again")
        case .pausing(let hold):
            "pausing: \(Wording.count(record.rollout.underWay, "target")) under way, \(because(hold))"
        case .paused(let hold): because(hold)
        case .aborting:
            "ending early\(overBudget); \(Wording.count(record.rollout.underWay, "target")) under way, "
                + "\(Wording.count(record.rollout.unsettled)) to be looked at"
        case .completed:
            record.rollout.failures == 0 ? "every wave is done" : "done, with failures within the budget"
        case .aborted: "ended early\(overBudget); what was not begun stays as it was"
        }
    }

    /// Why one that has ended early may have done so.
    private var overBudget: String {
        let (rollout, shape) = (record.rollout, record.rollout.shape)
        let number = rollout.tallies.indices.first { rollout.tallies[$0].failures > shape.waves[$0].budget }
        return isOverBudget ? ": \(exceeded(number))" : ""
    }

    /// Of a wave, or of all of them together.
    private func exceeded(_ number: Int?) -> String {
        let failures = number.map { record.rollout.tallies[$0].failures } ?? record.rollout.failures
        let budget = number.map { record.rollout.shape.waves[$0].budget } ?? record.rollout.shape.budget
        let place = number.map { "in \(wave($0))" } ?? "in all"
        return "\(Wording.count(failures, "target")) failed \(place), and the budget bears \(Wording.count(budget))"
    }

    func because(_ hold: Hold) -> String {
        switch hold.cause {
        case .request: return "somebody asked for it"
        case .reopening: return "it had ended before targets were tried again"
        case .budget(let number):
            guard isOverBudget else { return "more had failed than the budget bears, and have been tried again" }
            return exceeded(number) + (keepsData ? "; it is not taken back, because that loses data" : "")
        case .gateFailed(let number, let gate):
            return "\(gateName(number, gate)) behind \(wave(number)) failed"
        case .gateInconclusive(let number, let gate):
            return "\(gateName(number, gate)) behind \(wave(number)) did not pass in time"
        }
    }

    /// Its policy would have it taken back, and whoever started it has not agreed to what is lost by that.
    private var keepsData: Bool {
        record.rollout.shape.reaction == .pause
            && (try? RolloutPolicy(canonicalText: record.policy))?.failures.then == .revert
    }

    /// Not so any more when what had failed was tried again and has succeeded.
    private var isOverBudget: Bool {
        let (rollout, shape) = (record.rollout, record.rollout.shape)
        return rollout.failures > shape.budget
            || rollout.tallies.indices.contains { rollout.tallies[$0].failures > shape.waves[$0].budget }
    }

    private func gateName(_ wave: Int, _ gate: Int) -> String {
        let count = record.rollout.shape.waves[wave].gates
        return count == 1 ? "the gate" : "gate \(gate + 1) of \(count)"
    }

    /// Commands that make sense now, the likeliest first.
    var next: [String] {
        let number = record.run
        switch record.state {
        case .gating where approvers != nil:
            return ["flotilla rollout approve \(number)", "flotilla rollout watch \(number)"]
        case .advancing, .gating, .sweeping, .retrying:
            return ["flotilla rollout watch \(number)", "flotilla rollout pause \(number)"]
        case .pausing: return ["flotilla rollout watch \(number)"]
        case .aborting:
            let looking = record.rollout.unsettled > 0 ? ["flotilla rollout resume \(number)"] : []
            return ["flotilla rollout watch \(number)"] + looking
        case .paused(let hold):
            let ending = ["flotilla rollout abort \(number)"] + takingBack
            switch hold.cause {
            case .budget where isOverBudget: return [again + (isOnlyInDoubt ? "" : " --sample 3")] + ending
            case .budget, .request, .reopening: return ["flotilla rollout resume \(number)"] + ending
            case .gateFailed, .gateInconclusive:
                return [
                    "flotilla rollout resume \(number)", "flotilla rollout resume \(number) --past-gate --reason TEXT",
                ]
                    + ending
            }
        case .completed, .aborted:
            return record.rollout.failures > 0 ? [again] + takingBack : []
        }
    }

    /// What goes down is not taken back.
    private var takingBack: [String] {
        switch record.operation {
        case .upgrade: hasChanges ? ["flotilla rollout revert \(record.run)"] : []
        case .downgrade, .revert, .stamp, .resolve, .current: []
        }
    }

    /// What is in doubt is tried again only after somebody has looked.
    private var again: String {
        isOnlyInDoubt
            ? "flotilla rollout resolve TARGET --applied (or --not-applied) --reason TEXT --rollout \(record.run)"
            : "flotilla rollout retry \(record.run)"
    }

    private var isOnlyInDoubt: Bool {
        record.rollout.tallies.reduce(0) { $0 + $1[.unknown] } == record.rollout.failures
    }

    /// Whether those who have agreed to the gate that is open are enough for it.
    func isApproved(by people: [String]) -> Bool {
        guard let approvers, let policy = try? RolloutPolicy(canonicalText: record.policy) else { return false }
        return Approvals(author: record.author, given: people, groups: policy.groups)
            .satisfies(approvers.names.map(\.text))
    }

    /// Whom the gate that is open asks for approval; `nil` when it asks nobody.
    var approvers: Approvers? {
        guard case .gating(let wave, let gate) = record.state else { return nil }
        return (try? RolloutPolicy(canonicalText: record.policy))?.approvers(behind: wave, gate: gate)
    }
}

extension RolloutWords {
    /// The command that brings along what came too late; targets that are there already are skipped by it.
    func bringing(_ late: Latecomers) -> String {
        let heads = record.destination.split(separator: " ").map(String.init)
        let revision = heads.count == 1 ? heads[0] : "heads"
        let direction = record.operation == .downgrade ? ["--downgrade"] : []
        return CommandText.line(["rollout", "start", revision] + direction + late.selection.words)
    }
}

extension ProgramStatus {
    /// What a command about a rollout ends with when nobody stopped it.
    init(_ record: RolloutRecord) {
        switch record.state.phase {
        case .completed: self = record.rollout.failures == 0 ? .done : .partial
        case .paused, .pausing, .gating: self = .waiting
        case .aborted, .aborting: self = .failed
        case .advancing, .sweeping, .retrying: self = .done
        }
    }
}
