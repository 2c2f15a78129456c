/// A condition between two waves. It fails closed: what cannot be measured has not passed.
public struct GateRule: Sendable, Hashable {
    public var kind: GateKind
    public var timing: GateTiming

    /// - Parameter timing: `nil` for what is usual for the kind.
    public init(_ kind: GateKind, timing: GateTiming? = nil) {
        self.kind = kind
        self.timing = timing ?? .standard(for: kind)
    }
}

/// How often a gate is measured and when it is decided.
public struct GateTiming: Sendable, Hashable {
    /// From the gate's opening. What has not passed by then is inconclusive. A soak takes its own time and has none.
    public var timeout: Duration
    /// From the end of one measurement to the beginning of the next; also the longest that one may take.
    public var interval: Duration
    /// How many measurements must pass in a row.
    public var successes: Int
    /// How many measurements may fail before the gate has failed.
    public var failures: Int

    public init(
        timeout: Duration = .seconds(600), interval: Duration = .seconds(10), successes: Int = 1, failures: Int = 0
    ) {
        self.timeout = timeout
        self.interval = interval
        self.successes = max(1, successes)
        self.failures = max(0, failures)
    }

    /// A person may take days to agree; what is measured has ten minutes.
    public static func standard(for kind: GateKind) -> GateTiming {
        switch kind {
        case .approval: GateTiming(timeout: .seconds(365 * 86_400))
        case .soak, .sql, .fingerprint, .http, .command: GateTiming()
        }
    }
}

public enum GateKind: Sendable, Hashable {
    /// Time passes, and nothing else is asked.
    case soak(Duration)
    /// Somebody of these names or groups has to agree; never the author of the rollout. Empty: anybody else.
    case approval(by: [String])
    case sql(SQLGate)
    /// What the targets are made of, all that the wave changed.
    case fingerprint(FingerprintGate)
    case http(HTTPGate)
    /// A program and its arguments, run without a shell; passes with status 0.
    case command([String])
}

extension GateKind {
    /// Whether it is put to every target that the wave changed.
    public var asksTargets: Bool {
        switch self {
        case .sql(let gate): gate.place == .targets
        case .fingerprint: true
        case .soak, .approval, .http, .command: false
        }
    }
}

/// What the schemas of a wave's targets have to be.
public enum FingerprintGate: String, Sendable, Hashable, CaseIterable {
    /// Alike, on each engine and version.
    case agree
}

/// A question to databases.
public struct SQLGate: Sendable, Hashable {
    public enum Place: Sendable, Hashable {
        /// Every target that the wave changed.
        case targets
        /// One database; the URL may hold references to secrets, which are kept as they are written.
        case database(url: String)
    }

    public var place: Place
    public var query: String
    public var expectation: Expectation

    public init(place: Place, query: String, expectation: Expectation) {
        self.place = place
        self.query = query
        self.expectation = expectation
    }
}

/// A question to a web service.
public struct HTTPGate: Sendable, Hashable {
    /// May hold references to secrets, which are kept as they are written.
    public var url: String
    /// Names and values; values may hold references.
    public var headers: [Header]
    /// Where in the answer the value stands (RFC 6901); `nil` when the status alone counts.
    public var pointer: String?
    public var expectation: Expectation
    /// Addresses of private networks and of this machine may be asked.
    public var allowsPrivateAddresses: Bool

    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        url: String, headers: [Header] = [], pointer: String? = nil, expectation: Expectation,
        allowsPrivateAddresses: Bool = false
    ) {
        self.url = url
        self.headers = headers
        self.pointer = pointer
        self.expectation = expectation
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }
}

/// What an answer has to be.
public enum Expectation: Sendable, Hashable {
    /// No row; no value.
    case nothing
    /// At least one row; a value that is not null.
    case something
    /// The only value of the answer, as a number.
    case below(Double), above(Double), atMost(Double), atLeast(Double)
    /// The only value of the answer, as text.
    case equal(String)
}
