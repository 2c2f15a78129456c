import FlotillaDriver
import FlotillaRollout
import FlotillaSQL
import Synchronization

@testable import FlotillaInventory

/// A driver whose answers a test writes down: the first batch part that contains the key gets the answer.
final class ScriptedDriver: Driver {
    let engine: Engine
    let sent = Mutex<[String]>([])
    let urls = Mutex<[ConnectionURL]>([])
    private let answers: [(key: String, result: StatementResult)]
    private let failure: DriverError?

    init(_ engine: Engine, failure: DriverError? = nil, answers: [(key: String, result: StatementResult)] = []) {
        self.engine = engine
        self.answers = answers
        self.failure = failure
    }

    func connect(
        to url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> any Session {
        urls.withLock { $0.append(url) }
        if let failure { throw failure }
        return ScriptedSession(driver: self)
    }

    fileprivate func answer(_ text: String) -> StatementResult {
        sent.withLock { $0.append(text) }
        return answers.first { text.contains($0.key) }?.result ?? StatementResult()
    }
}

/// Answers page by page where a cursor is fetched from.
private final class ScriptedSession: Session {
    let server = ServerFacts(product: "Scripted", version: "1", versionNumber: 1)
    var transactionState: TransactionState { .idle }
    private let driver: ScriptedDriver
    private var cursor: StatementResult?

    init(driver: ScriptedDriver) { self.driver = driver }

    func run(_ batch: Batch, deadline: Deadline) throws(DriverError) -> [StatementResult] {
        var text = ""
        for case .statements(let bytes) in batch.parts { text += String(decoding: bytes, as: UTF8.self) }
        let answer = driver.answer(text)
        guard text.contains("FETCH FORWARD") else { return [answer] }
        if text.contains("DECLARE") { cursor = answer }
        guard let rest = cursor else { return [StatementResult()] }
        var page = rest
        page.rows = Array(rest.rows.prefix(DatabaseRows.pageSize))
        cursor?.rows = Array(rest.rows.dropFirst(DatabaseRows.pageSize))
        return [StatementResult(), StatementResult(), page]
    }

    func close() {}
}
