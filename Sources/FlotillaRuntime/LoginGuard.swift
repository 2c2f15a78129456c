import FlotillaDriver

/// Stops a login that a server has refused from being tried for a thousand targets more: a password that was rotated
/// during a run must not lock its account.
///
/// Counting refusals is not enough, because many threads log in at once: until a login has been accepted, and again once
/// it has been refused, no more of them are under way than may still be refused.
final class LoginGuard: Sendable {
    /// Refusals in a row, without a success, after which a login is given up.
    static let limit = 3

    /// Only a hash: a fleet may have as many logins as targets, and no password is kept for longer than it is used.
    private struct Login: Hashable {
        let hash: Int

        init(_ url: ConnectionURL) {
            var hasher = Hasher()
            hasher.combine(url.serverKey)
            hasher.combine(url.user)
            hasher.combine(url.password)
            hash = hasher.finalize()
        }
    }

    private struct Standing {
        /// In a row, up to now.
        var refusals = 0
        var underWay = 0
        /// The last answer was no refusal: everybody may go.
        var isTrusted = false
    }

    enum Answer {
        case admitted
        case refused
        /// The server never came to look at the password.
        case none
    }

    private let standings = Monitor<[Login: Standing]>([:])

    /// Waits for its turn to log in, after which ``leave(_:_:)`` must be called. Returns how often the server has refused
    /// this login, if that is often enough to stop; then there is nothing to leave.
    ///
    /// Blocks the calling thread no longer than the logins take that are under way.
    func enter(_ url: ConnectionURL) -> Int? {
        guard url.engine != .sqlite else { return nil }
        let login = Login(url)
        return standings.wait { standings in
            var standing = standings[login] ?? Standing()
            guard standing.refusals < Self.limit else { return .ready(standing.refusals) }
            guard standing.isTrusted || standing.refusals + standing.underWay < Self.limit else {
                return .keepWaiting(atMost: nil)
            }
            standing.underWay += 1
            standings[login] = standing
            return .ready(nil)
        }
    }

    func leave(_ url: ConnectionURL, _ answer: Answer) {
        guard url.engine != .sqlite else { return }
        let login = Login(url)
        standings.change { standings in
            var standing = standings[login] ?? Standing()
            // Nobody waits for a login that is trusted.
            let hasWaiters = !standing.isTrusted
            standing.underWay -= 1
            switch answer {
            case .admitted: (standing.refusals, standing.isTrusted) = (0, true)
            case .refused: (standing.refusals, standing.isTrusted) = (standing.refusals + 1, false)
            // A dead server must not be asked three at a time, for each takes until its deadline.
            case .none: standing.isTrusted = standing.refusals == 0
            }
            standings[login] = standing
            return hasWaiters ? .all : .none
        }
    }
}
