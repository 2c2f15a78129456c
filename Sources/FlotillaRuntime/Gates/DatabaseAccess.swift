import FlotillaDriver
import FlotillaInventory
import FlotillaRollout
import FlotillaSQL

/// What gates that ask databases have in common, over a whole rollout.
struct DatabaseServices: Sendable {
    var adapters: [Engine: EngineAdapter]
    var secrets: Secrets
    var connectTimeout: Duration
    var logins = LoginGuard()

    func within(_ deadline: Deadline, _ stop: StopSignal) -> DatabaseAccess {
        DatabaseAccess(services: self, deadline: deadline, stop: stop)
    }
}

/// How one measurement comes to its databases: within its deadline, until it is told to stop.
struct DatabaseAccess: Sendable {
    let services: DatabaseServices
    let deadline: Deadline
    let stop: StopSignal

    func checkTime() throws(Unanswered) {
        if stop.isRaised { throw Unanswered(words: "stopped") }
        if deadline.hasPassed { throw Unanswered(words: "not asked in time") }
    }

    var secrets: Secrets { services.secrets }

    func resolve(_ target: Target) throws(Unanswered) -> ConnectionURL {
        do { return try target.resolve(secrets: secrets) } catch { throw Unanswered(words: error.words) }
    }

    /// - Parameter rowLimit: of each result; `nil` for as many as a session keeps.
    func logIn(
        _ url: ConnectionURL, rowLimit: Int? = nil
    ) throws(Unanswered) -> (session: any Session, dialect: any MigrationDialect) {
        guard let adapter = services.adapters[url.engine] else {
            throw Unanswered(words: "no driver for \(url.engine.rawValue)")
        }
        var url = url
        if url.engine == .sqlite { url.options["mode"] = "ro" }
        if let refusals = services.logins.enter(url) {
            throw Unanswered(words: "not tried: the server has refused this login \(refusals) times in a row")
        }
        var settings = SessionSettings(applicationName: "flotilla/gate")
        if let rowLimit { settings.rowLimit = rowLimit }
        do {
            let session = try adapter.driver.connect(
                to: url, settings: settings, deadline: .earlier(deadline, .after(services.connectTimeout)), stop: stop)
            services.logins.leave(url, .admitted)
            return (session, adapter.dialect)
        } catch {
            services.logins.leave(url, error.cause == .authentication ? .refused : .none)
            // The password may have been changed a moment ago: the next measurement fetches it again.
            if error.cause == .authentication { secrets.forget() }
            throw Unanswered(words: error.gateWords)
        }
    }

    /// The session asks the server to cancel in time; the server's own limit is for when we are no longer there.
    func limits(of session: any Session, _ dialect: any MigrationDialect) -> [String] {
        dialect.timeouts(
            lock: nil, statement: deadline.remaining + .seconds(1), forSession: false, server: session.server)
    }
}

/// Why nothing was measured.
struct Unanswered: Error {
    var words: String
}

extension DriverError {
    var gateWords: String {
        let code = code.isEmpty ? "" : " (\(code))"
        return "\(cause.rawValue)\(code): \(message.prefix(200))"
    }
}
