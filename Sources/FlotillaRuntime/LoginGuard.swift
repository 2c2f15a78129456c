import FlotillaDriver

/// Stops a login that a server has refused from being tried for a thousand targets more: a password that was rotated
/// during a run must not lock its account.
final class LoginGuard: Sendable {
    /// Refusals in a row, without a success, after which a login is given up.
    static let limit = 3

    private struct Login: Hashable {
        let server: String
        let user: String?
        let password: Secret?

        init(_ url: ConnectionURL) {
            server = url.serverKey
            user = url.user
            password = url.password
        }
    }

    private let refusals = Monitor<[Login: Int]>([:])

    /// How often the server has refused this login, if that is often enough to stop.
    func givenUp(_ url: ConnectionURL) -> Int? {
        guard url.engine != .sqlite else { return nil }
        return refusals.withLock(waking: .none) { refusals in
            guard let count = refusals[Login(url)], count >= Self.limit else { return nil }
            return count
        }
    }

    func refused(_ url: ConnectionURL) {
        refusals.withLock(waking: .none) { $0[Login(url), default: 0] += 1 }
    }

    func accepted(_ url: ConnectionURL) {
        guard url.engine != .sqlite else { return }
        refusals.withLock(waking: .none) { refusals in
            if !refusals.isEmpty { refusals[Login(url)] = nil }
        }
    }
}
