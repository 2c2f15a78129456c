import CLibPQ
import FlotillaDriver
import FlotillaRollout
import Glibc

/// One batch on its way: sends its parts, collects the answers, and cancels when time is up.
///
/// It returns only when the server is ready for the next batch, or gives the connection up for good.
struct Exchange {
    let connection: Connection
    private let settings: SessionSettings
    private let deadline: Deadline
    private let stop: StopSignal
    private var collector: ResultCollector
    private(set) var interruption: Interruption?
    private(set) var results: [StatementResult] = []
    /// The connection's state is not known any more: it must not be used again.
    private(set) var isSpoiled = false

    init(_ connection: Connection, settings: SessionSettings, deadline: Deadline, stop: StopSignal) {
        self.connection = connection
        self.settings = settings
        self.deadline = deadline
        self.stop = stop
        collector = ResultCollector(rowLimit: settings.rowLimit)
    }

    mutating func run(_ part: Batch.Part) throws(DriverError) {
        try checkTime()
        do { try connection.checkStillThere() } catch {
            isSpoiled = true
            throw error
        }
        switch part {
        case .statements(let sql):
            try send(sql)
            try collect(copying: nil)
        case .copy(let statement, let data):
            try send(statement)
            try collect(copying: data)
        }
    }

    /// A cancel request that is still under way could hit the next batch: waits for it, within its grace.
    mutating func settle() {
        guard !isSpoiled, let interruption, let done = interruption.request?.done else { return }
        let outcome = Waiting.wait(for: done.descriptor, events: POLLIN, until: interruption.graceEnds, stop: nil)
        if outcome != .ready { isSpoiled = true }
    }

    /// Before anything of a part is sent, being late has no consequences.
    private func checkTime() throws(DriverError) {
        if stop.isRaised { throw DriverError(.cancelled, message: "stopped before the statement was sent") }
        if deadline.hasPassed {
            throw DriverError(.statementTimeout, message: "no time was left to send the statement")
        }
    }
}

// MARK: - Sending

extension Exchange {
    private mutating func send(_ sql: [UInt8]) throws(DriverError) {
        if let end = sql.firstIndex(of: 0) {
            // The protocol ends a statement there, so the server would run half of it.
            let position = String(decoding: sql[..<end], as: UTF8.self).unicodeScalars.count
            throw DriverError(.syntax, message: "a NUL byte in the statement", position: position)
        }
        let accepted = (sql + [0]).withUnsafeBytes {
            PQsendQuery(connection.pointer, $0.assumingMemoryBound(to: CChar.self).baseAddress)
        }
        guard accepted == 1 else { throw abandoned(DriverError(.connectionLost, message: connection.message)) }
        PQsetSingleRowMode(connection.pointer)
    }

    /// Pushes out what libpq has queued, reading meanwhile, as the server may be unable to go on before we do.
    mutating func flush() throws(DriverError) {
        // -1 is a broken connection; reading then gives the server's reason.
        while PQflush(connection.pointer) == 1 { try read(whenReadyFor: POLLIN | POLLOUT) }
    }
}

// MARK: - Receiving

extension Exchange {
    /// Takes the answers to one part until the server is ready for the next; then throws the first failure among them.
    private mutating func collect(copying data: [UInt8]?) throws(DriverError) {
        var unsent = data
        var refusal: DriverError?
        var failure: DriverError?
        while let answer = try nextAnswer() {
            defer { PQclear(answer) }
            switch PQresultStatus(answer) {
            case PGRES_SINGLE_TUPLE: collector.addRow(answer)
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: results.append(collector.finish(answer))
            case PGRES_EMPTY_QUERY: break
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                refusal = try copy(PQresultStatus(answer), &unsent) ?? refusal
            default: failure = failure ?? described(DriverError(answer: answer))
            }
        }
        if unsent != nil { refusal = refusal ?? DriverError(refusing: "data for a statement that did not ask for any") }
        if var error = refusal ?? failure {
            // A refused batch took effect if the server found nothing wrong with it.
            error.effectIsUnknown = failure == nil || !connection.isOpen
            throw error
        }
    }

    /// The next answer; `nil` when the server is ready for more, or the connection has told how it broke.
    private mutating func nextAnswer() throws(DriverError) -> OpaquePointer? {
        try flush()
        while connection.isOpen, PQisBusy(connection.pointer) == 1 { try read(whenReadyFor: POLLIN) }
        return PQgetResult(connection.pointer)
    }

    /// The server's words about a statement that we cancelled ourselves do not say why.
    private func described(_ error: DriverError) -> DriverError {
        guard error.code == "57014", let interruption else { return error }
        var error = error
        switch interruption.reason {
        case .deadlinePassed: error.cause = .statementTimeout
        case .stopped: error.cause = .cancelled
        case .refused: break
        }
        return error
    }
}

// MARK: - Time

extension Exchange {
    /// Waits for the socket and reads. When time is up the first time, has the server cancel; the second time, gives up.
    mutating func read(whenReadyFor events: Int32) throws(DriverError) {
        let limit = interruption?.graceEnds ?? deadline
        let signal = interruption == nil ? stop : nil
        switch Waiting.wait(for: connection.socket, events: events, until: limit, stop: signal) {
        case .ready: do { try connection.read() } catch { throw abandoned(error) }
        case .stopped: interrupt(.stopped)
        case .expired where interruption == nil: interrupt(.deadlinePassed)
        case .expired:
            throw abandoned(DriverError(.connectionLost, message: "no answer, not even to a request to cancel"))
        }
    }

    mutating func interrupt(_ reason: Interruption.Reason) {
        guard interruption == nil else { return }
        interruption = Interruption(reason, of: connection, grace: settings.cancelGrace)
    }

    /// Something was sent and the server's answer to it will never be known.
    mutating func abandoned(_ error: DriverError) -> DriverError {
        isSpoiled = true
        var error = error
        error.effectIsUnknown = true
        return error
    }
}
