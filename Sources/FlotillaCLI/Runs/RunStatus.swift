import FlotillaRollout
import FlotillaRuntime

extension ProgramStatus {
    /// How a run ends the program. `interruption` is what made it stop early, if anything did.
    init(_ report: RunReport, interruption: ProgramStatus?, tellsChanges: Bool) {
        if report.wasInterrupted, let interruption {
            self = interruption
        } else if report.isComplete {
            self = tellsChanges && report.count(.succeeded) > 0 ? .findings : .done
        } else if report.total == 1, let result = report.single {
            self = Self.of(single: result)
        } else {
            self = report.done > 0 ? .partial : .failed
        }
    }

    /// One target is the whole command: its failure is told apart as far as the codes allow.
    private static func of(single result: TargetResult) -> ProgramStatus {
        switch result.outcome {
        case .unreachable: .unreachable
        case .failed, .unknown, .cancelled, .succeeded, .skipped:
            switch result.failure?.cause {
            case .locked: .busy
            case .configuration, .unusableScript, .irreversible, .unusablePython: .badSettings
            case .dataLoss: .usage
            default: .failed
            }
        }
    }
}
