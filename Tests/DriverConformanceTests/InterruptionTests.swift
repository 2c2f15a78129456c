import FlotillaDriver
import FlotillaRollout
import Testing

@Suite("Interrupting")
struct InterruptionTests {
    @Test(
        "a statement that outlives its deadline is a statement timeout whose effect is known",
        arguments: EngineUnderTest.all)
    func deadline(engine: EngineUnderTest) async throws {
        let error = try await engine.session { try $0.failure(engine.endlessStatement, within: .milliseconds(200)) }
        #expect(error.cause == .statementTimeout && !error.effectIsUnknown)
    }

    @Test("a deadline in mid-batch says how many statements had completed", arguments: EngineUnderTest.all)
    func deadlineInBatch(engine: EngineUnderTest) async throws {
        let error = try await engine.session {
            try $0.failure("SELECT 1; " + engine.endlessStatement, within: .seconds(1))
        }
        #expect(error.cause == .statementTimeout && error.completedStatements == 1)
    }

    @Test("a session goes on after a statement timeout", arguments: EngineUnderTest.all)
    func usableAfterDeadline(engine: EngineUnderTest) async throws {
        let value = try await engine.session { session in
            _ = try session.failure(engine.endlessStatement, within: .milliseconds(200))
            return try session.value("SELECT 1")
        }
        #expect(value == "1")
    }

    @Test("a deadline that has passed sends nothing", arguments: EngineUnderTest.all)
    func late(engine: EngineUnderTest) async throws {
        let (error, state) = try await engine.session { session in
            (try session.failure("BEGIN", within: .zero), session.transactionState)
        }
        #expect(error.cause == .statementTimeout && !error.effectIsUnknown && state == .idle)
    }

    @Test("a stop signal ends what never would", arguments: EngineUnderTest.all)
    func stopped(engine: EngineUnderTest) async throws {
        let connected = StopSignal()
        let stop = StopSignal()
        async let outcome = engine.session(stop: stop) { session in
            connected.raise()
            return try session.failure(engine.endlessStatement)
        }
        // At about the moment when the statement starts: before it, while it is sent, or in the middle of it.
        try await blocking {
            connected.wait()
            stop.raise()
        }
        let error = try await outcome
        #expect(error.cause == .cancelled && !error.effectIsUnknown)
    }
}
