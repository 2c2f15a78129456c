import FlotillaDriver
import FlotillaInventory
import FlotillaRollout

/// What the end of a program means for a gate. From 126 on an exit code speaks of the program and not of the fleet: shells
/// say so that it could not be run, or by which signal it ended.
enum CommandMeasurement {
    /// Blocks.
    static func of(
        _ words: [String], folder: String, environment: Environment, deadline: Deadline, stop: StopSignal
    ) -> GateMeasurement {
        let end = ProgramQuestion.ask(words, folder: folder, environment: environment, deadline: deadline, stop: stop)
        let said = end.lastWords.isEmpty ? "" : ": " + end.lastWords.prefix(Expectation.shownLimit)
        return switch end.problem {
        case nil: .pass
        case .exited(let code) where (1...125).contains(code): .fail("the program ended with exit code \(code)\(said)")
        case .exited(let code): .error("the program ended with exit code \(code)\(said)")
        case .killed(let signal): .error("the program was ended by signal \(signal)\(said)")
        case .notStarted(let words): .error("the program could not be started: \(words)")
        case .timedOut: .error("the program did not end in time\(said)")
        case .tooMuchOutput(let limit): .error("the program wrote more than \(limit) bytes")
        case .stopped: .error("stopped")
        }
    }
}
