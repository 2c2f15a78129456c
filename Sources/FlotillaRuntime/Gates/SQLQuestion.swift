import FlotillaDriver
import FlotillaInventory
import FlotillaRollout
import FlotillaSQL

/// A gate's query, and how it is put to one database after another: read-only, and within the deadline.
///
/// Three things keep it from changing anything: it must be one statement that by its text only reads, it runs in a
/// transaction (in SQLite on a file) that takes no changes, and the session is closed without a commit.
struct SQLQuestion: Sendable {
    /// What questions to databases have in common, over a whole rollout.
    struct Access: Sendable {
        var adapters: [Engine: EngineAdapter]
        var secrets: Secrets
        var connectTimeout: Duration
        var logins = LoginGuard()
    }

    private let gate: SQLGate
    private let access: Access
    private let deadline: Deadline
    private let stop: StopSignal

    init(_ gate: SQLGate, _ access: Access, deadline: Deadline, stop: StopSignal) {
        self.gate = gate
        self.access = access
        self.deadline = deadline
        self.stop = stop
    }

    /// Blocks.
    func ask(_ target: Target) -> GateMeasurement {
        measured { () throws(Unanswered) in try resolve(target) }
    }

    /// Blocks.
    func ask(url: String, folder: String) -> GateMeasurement {
        measured { () throws(Unanswered) in try resolve(url, folder) }
    }

    private func resolve(_ target: Target) throws(Unanswered) -> ConnectionURL {
        do { return try target.resolve(secrets: access.secrets) } catch { throw Unanswered(words: error.words) }
    }

    private func resolve(_ url: String, _ folder: String) throws(Unanswered) -> ConnectionURL {
        guard let template = try? URLTemplate(parsing: url, folder: folder) else {
            throw Unanswered(words: "the gate's URL cannot be used")
        }
        do { return try template.resolve(secrets: access.secrets) } catch {
            throw Unanswered(words: InventoryError(error).words)
        }
    }

    /// Why nothing was measured.
    struct Unanswered: Error {
        var words: String
    }

    private func measured(_ resolve: () throws(Unanswered) -> ConnectionURL) -> GateMeasurement {
        do throws(Unanswered) {
            try checkTime()
            var url = try resolve()
            let query = try ReadOnlyQuery(gate.query, url)
            if url.engine == .sqlite { url.options["mode"] = "ro" }
            guard let adapter = access.adapters[url.engine] else {
                throw Unanswered(words: "no driver for \(url.engine.rawValue)")
            }
            let session = try logIn(url, adapter.driver)
            defer { session.close() }
            return try put(query, to: session, adapter.dialect)
        } catch {
            return .error(stop.isRaised ? "stopped" : error.words)
        }
    }

    private func checkTime() throws(Unanswered) {
        if stop.isRaised { throw Unanswered(words: "stopped") }
        if deadline.hasPassed { throw Unanswered(words: "not asked in time") }
    }

    private func put(
        _ query: ReadOnlyQuery, to session: any Session, _ dialect: any MigrationDialect
    ) throws(Unanswered) -> GateMeasurement {
        // The session asks the server to cancel in time; the server's own limit is for when we are no longer there.
        let limits = dialect.timeouts(
            lock: nil, statement: deadline.remaining + .seconds(1), forSession: false, server: session.server)
        do {
            let results = try session.run(
                Batch(statements: query.opening + limits + query.asking), deadline: deadline)
            return gate.expectation.measurement(of: Found(results.last ?? StatementResult()))
        } catch {
            throw Unanswered(words: error.gateWords)
        }
    }

    private func logIn(_ url: ConnectionURL, _ driver: any Driver) throws(Unanswered) -> any Session {
        if let refusals = access.logins.enter(url) {
            throw Unanswered(words: "not tried: the server has refused this login \(refusals) times in a row")
        }
        do {
            let session = try driver.connect(
                to: url, settings: SessionSettings(applicationName: "flotilla/gate", rowLimit: 2),
                deadline: .earlier(deadline, .after(access.connectTimeout)), stop: stop)
            access.logins.leave(url, .admitted)
            return session
        } catch {
            access.logins.leave(url, error.cause == .authentication ? .refused : .none)
            // The password may have been changed a moment ago: the next measurement fetches it again.
            if error.cause == .authentication { access.secrets.forget() }
            throw Unanswered(words: error.gateWords)
        }
    }
}

extension Found {
    /// Two rows are enough to know that there is more than one.
    init(_ result: StatementResult) {
        guard let row = result.rows.first else {
            self = .nothing
            return
        }
        guard result.rows.count == 1, !result.isTruncated, row.count == 1 else {
            self = .several
            return
        }
        self = row[0].map { .value($0) } ?? .null
    }
}

extension DriverError {
    fileprivate var gateWords: String {
        let code = code.isEmpty ? "" : " (\(code))"
        return "\(cause.rawValue)\(code): \(message.prefix(200))"
    }
}
