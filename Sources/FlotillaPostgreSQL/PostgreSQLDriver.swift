import CLibPQ
import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

/// The way into PostgreSQL: libpq, never blocking beyond a deadline.
///
/// Names are resolved here, because libpq's look-up has no deadline, and each address gets its share of the time, so
/// that a black hole in front does not eat it all. There is no state shared between sessions: libpq is thread safe as
/// long as one connection stays with one thread at a time (manual, "Behavior in Threaded Programs").
public struct PostgreSQLDriver: Driver {
    public init() {}

    public var engine: Engine { .postgresql }

    /// What speaks to the server, for people: `libpq 15.18`.
    public static var library: String {
        let number = PQlibVersion()
        return "libpq \(number / 10_000).\(number % 10_000)"
    }

    /// Logs in at the first address that lets us; see ``Driver/connect(to:settings:deadline:stop:)``.
    ///
    /// A host that refuses the login ends the search, so that a wrong password is tried once; one that cannot be
    /// reached, is not ready, or is not the kind of server that `target_session_attrs` asks for does not.
    public func connect(
        to url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> any Session {
        let connection = try Self.logIn(to: url, settings: settings, deadline: deadline, stop: stop)
        let session = PostgreSQLSession(connection, settings: settings, stop: stop)
        try session.agreeOnEncoding(deadline: deadline)
        return session
    }

    /// A session without any of our settings.
    static func logIn(
        to url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> Connection {
        var search = AddressSearch(url: url, deadline: deadline, stop: stop)
        return try search.firstOpen { (address, wanted, share) throws(DriverError) in
            let parameters = try LoginParameters(url, address: address, wanting: wanted, settings: settings)
            return try Login(parameters, deadline: share, stop: stop, noticeLimit: settings.noticeLimit).complete()
        }
    }
}
