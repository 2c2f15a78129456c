import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Synchronization

@testable import FlotillaCLI
@testable import FlotillaRuntime

/// Keeps what was written to a stream.
final class Recording: Sendable {
    private let written = Mutex("")

    var text: String { written.withLock { $0 } }

    func write(_ text: String) { written.withLock { $0 += text } }
}

extension Terminal {
    static func screen(_ width: Int, isUnicode: Bool = true, isColored: Bool = false) -> Terminal {
        Terminal(isTerminal: true, width: width, isColored: isColored, isUnicode: isUnicode, canRedraw: true)
    }
}

/// A shell with streams in memory.
struct TestShell {
    let output = Recording()
    let error = Recording()
    var arguments: [String] = []
    var answer: String?
    var terminal = Terminal.plain

    var shell: Shell {
        let (output, error, terminal, answer) = (output, error, terminal, answer)
        let console = Console(write: { error.write($0) }, measure: { terminal })
        return Shell(
            arguments: arguments, environment: [:], writeResult: { output.write($0) }, console: console,
            interrupts: Interrupts(console: console, leave: { _, _ in }), canAsk: answer != nil,
            readAnswer: { answer }, resultTerminal: { terminal })
    }
}

extension RunProgress {
    static func sample(isStopping: Bool = false) -> RunProgress {
        RunProgress(
            total: 3000, finished: 1204, running: 64, waitingForRetry: 2,
            outcomes: [.succeeded: 1198, .failed: 5, .unreachable: 1], elapsed: .seconds(6), rate: 212,
            remaining: .seconds(9),
            slow: [.init(target: "acme", elapsed: .seconds(12)), .init(target: "evil\u{1b}[2J", elapsed: .seconds(8))],
            isStopping: isStopping)
    }
}

extension TargetID: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

extension RevisionID: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

extension TargetFailure {
    static let uniqueness = TargetFailure(
        cause: .constraintViolation, code: "23505",
        message: "could not create unique index \"ix_users_email\"",
        place: StatementPlace(
            revision: "3512b954651e", file: "migrations/versions/3512b954651e_add_users.sql", line: 14, statement: 2,
            excerpt: "CREATE UNIQUE INDEX ix_users_email ON users (email)"))
}

extension RunReport {
    static func fleet(_ outcomes: [Outcome: Int], failures: [FailureGroup] = []) -> RunReport {
        var report = RunReport(operation: .upgrade(to: "head"), total: outcomes.values.reduce(0, +))
        report.outcomes = outcomes
        report.steps = 2 * (outcomes[.succeeded] ?? 0)
        report.duration = .seconds(64)
        report.run = 12
        report.failures = failures
        return report
    }

    static func single(_ result: TargetResult, _ operation: Operation = .upgrade(to: "head")) -> RunReport {
        var report = RunReport(operation: operation, total: 1)
        report.outcomes = [result.outcome: 1]
        report.steps = result.appliedSteps
        report.single = result
        return report
    }
}
