import CLibPQ
import FlotillaDriver
import FlotillaRollout
import Glibc

/// Prepared statements on their way to the server in one round trip (manual, "Pipeline Mode"): all are sent, then one
/// mark, and the answers are taken up to that mark.
///
/// It returns only when the server is ready for more, or gives the connection up for good.
struct Pipeline {
    private let connection: Connection
    private let deadline: Deadline
    private let stop: StopSignal
    private var expected: [Expected] = []
    /// The connection's state is not known any more: it must not be used again.
    private(set) var isSpoiled = false

    /// Whose answer comes next.
    private enum Expected {
        case preparation(sql: String)
        case call
    }

    init(_ connection: Connection, deadline: Deadline, stop: StopSignal) {
        self.connection = connection
        self.deadline = deadline
        self.stop = stop
    }

    mutating func run(
        _ calls: [PostgreSQLConnection.Call], prepared: inout PreparedStatements,
        onRow: (Int, PostgreSQLRow) throws(DriverError) -> Bool
    ) throws(DriverError) -> [Int] {
        do { try connection.checkStillThere() } catch {
            isSpoiled = true
            throw error
        }
        PQenterPipelineMode(connection.pointer)
        for call in calls { try send(call, &prepared) }
        try check(PQpipelineSync(connection.pointer))
        let counts = try collect(&prepared, onRow)
        if PQexitPipelineMode(connection.pointer) != 1 { isSpoiled = true }
        return try counts.get()
    }
}

// MARK: - Sending

extension Pipeline {
    private mutating func send(
        _ call: PostgreSQLConnection.Call, _ prepared: inout PreparedStatements
    ) throws(DriverError) {
        let (name, isNew) = prepared.name(of: call.sql)
        if isNew {
            expected.append(.preparation(sql: call.sql))
            try check(PQsendPrepare(connection.pointer, name, call.sql, 0, nil))
        }
        expected.append(.call)
        let accepted = ParameterTexts(call.values).withPointers {
            PQsendQueryPrepared(connection.pointer, name, Int32(call.values.count), $0, nil, nil, 0)
        }
        try check(accepted)
    }

    private mutating func check(_ accepted: Int32) throws(DriverError) {
        guard accepted == 1 else { throw abandoned(DriverError(.connectionLost, message: connection.message)) }
    }
}

/// Texts as C takes them, one behind the other in one piece of memory.
private struct ParameterTexts {
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []

    /// No text of PostgreSQL can hold a NUL byte; the character that stands for what cannot be shown takes its place.
    init(_ values: [String?]) {
        for value in values {
            starts.append(value == nil ? nil : bytes.count)
            guard let value else { continue }
            bytes += value.utf8.contains(0) ? Array(value.replacingNULs.utf8) : Array(value.utf8)
            bytes.append(0)
        }
    }

    func withPointers<Result>(_ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
        bytes.withUnsafeBytes { memory in
            let start = memory.assumingMemoryBound(to: CChar.self).baseAddress
            return body(starts.map { offset in offset.flatMap { offset in start.map { $0 + offset } } })
        }
    }
}

extension String {
    fileprivate var replacingNULs: String { String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) }
}

// MARK: - Receiving

extension Pipeline {
    /// Takes all answers; the first failure among them counts, the server has passed over what came behind it.
    private mutating func collect(
        _ prepared: inout PreparedStatements, _ onRow: (Int, PostgreSQLRow) throws(DriverError) -> Bool
    ) throws(DriverError) -> Result<[Int], DriverError> {
        var counts: [Int] = []
        var failure: DriverError?
        var wantsRows = true
        for next in expected {
            PQsetSingleRowMode(connection.pointer)
            while let answer = try nextAnswer() {
                defer { PQclear(answer) }
                switch (PQresultStatus(answer), next) {
                case (PGRES_SINGLE_TUPLE, _):
                    guard wantsRows, failure == nil else { continue }
                    // As many have been answered before.
                    do { wantsRows = try onRow(counts.count, PostgreSQLRow(result: answer)) } catch { failure = error }
                case (PGRES_COMMAND_OK, .call), (PGRES_TUPLES_OK, .call):
                    counts.append(ResultCollector.affectedRows(tag: String(cString: PQcmdStatus(answer))) ?? 0)
                case (PGRES_COMMAND_OK, .preparation): break
                case (_, .preparation(let sql)):
                    prepared.forget(sql)
                    failure = failure ?? refusal(answer)
                case (_, .call): failure = failure ?? refusal(answer)
                }
            }
        }
        try passMark(failure)
        return failure.map { .failure($0) } ?? .success(counts)
    }

    private func refusal(_ answer: OpaquePointer) -> DriverError? {
        PQresultStatus(answer) == PGRES_PIPELINE_ABORTED ? nil : DriverError(answer: answer)
    }

    /// Behind the mark the server is ready again. Without it, the connection has told how it broke.
    private mutating func passMark(_ failure: DriverError?) throws(DriverError) {
        guard let mark = try nextAnswer() else {
            throw abandoned(failure ?? DriverError(.connectionLost, message: connection.message))
        }
        defer { PQclear(mark) }
        guard PQresultStatus(mark) == PGRES_PIPELINE_SYNC else {
            throw abandoned(failure ?? refusal(mark) ?? DriverError(.connectionLost, message: connection.message))
        }
    }

    /// The next answer; `nil` between the answers to two statements, and when the connection has told how it broke.
    private mutating func nextAnswer() throws(DriverError) -> OpaquePointer? {
        while PQflush(connection.pointer) == 1 { try read(whenReadyFor: POLLIN | POLLOUT) }
        while connection.isOpen, PQisBusy(connection.pointer) == 1 { try read(whenReadyFor: POLLIN) }
        return PQgetResult(connection.pointer)
    }

    private mutating func read(whenReadyFor events: Int32) throws(DriverError) {
        switch Waiting.wait(for: connection.socket, events: events, until: deadline, stop: stop) {
        case .ready: do { try connection.read() } catch { throw abandoned(error) }
        case .stopped: throw abandoned(DriverError(.cancelled, message: "stopped before the server had answered"))
        case .expired: throw abandoned(DriverError(.connectionLost, message: "the server did not answer in time"))
        }
    }

    /// Something was sent and the server's answer to it will never be known.
    private mutating func abandoned(_ error: DriverError) -> DriverError {
        isSpoiled = true
        var error = error
        error.effectIsUnknown = true
        return error
    }
}
