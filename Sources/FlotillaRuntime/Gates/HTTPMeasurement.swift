import FlotillaDriver
import FlotillaInventory
import FlotillaRollout

/// What the answer of a web service means for a gate.
enum HTTPMeasurement {
    /// Blocks.
    static func of(
        _ question: WebQuestion, _ secrets: Secrets, deadline: Deadline, stop: StopSignal
    ) -> GateMeasurement {
        let answer: WebAnswer
        do { answer = try question.ask(secrets: secrets, deadline: deadline, stop: stop) } catch {
            return .error(error.words)
        }
        let isGood = (200..<300).contains(answer.status)
        guard question.gate.pointer != nil else {
            return isGood ? .pass : .fail("the answer has status \(answer.status)")
        }
        // A service in trouble says nothing about what was to be read from it.
        guard isGood else { return .error("the answer has status \(answer.status)") }
        return question.gate.expectation.measurement(of: Found(answer.value))
    }
}

extension Found {
    init(_ value: WebAnswer.Value) {
        self =
            switch value {
            case .missing: .nothing
            case .null: .null
            case .text(let text): .value(text)
            case .compound: .several
            }
    }
}

extension WebQuestionProblem {
    fileprivate var words: String {
        switch self {
        case .badURL: "the gate's URL cannot be used"
        case .badHeader(let name): "the value of the header \(name) is not one line"
        case .secretUnavailable(let reference, let problem):
            InventoryError(.secretUnavailable(reference, problem)).words
        case .privateAddress: "the name leads to an address that is not public, which the gate does not allow"
        case .unreachable(let words): String(words.prefix(200))
        case .timedOut: "no answer in time"
        case .tooLarge(let limit): "the answer is larger than \(limit >> 10) KiB"
        case .notJSON: "the answer is not JSON"
        case .stopped: "stopped"
        }
    }
}
