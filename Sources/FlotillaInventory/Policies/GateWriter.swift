import FlotillaDriver
import FlotillaRollout

/// Gates in the form in which people write them.
extension GateRule {
    /// One member that says of which kind the gate is, and those that time it.
    var json: JSON {
        .object([
            kind.member, .init("timeout", .string(DurationText.text(timing.timeout))),
            .init("interval", .string(DurationText.text(timing.interval))),
            .init("successes", .integer(timing.successes)), .init("failures", .integer(timing.failures)),
        ])
    }
}

extension GateKind {
    fileprivate var member: JSON.Member {
        switch self {
        case .soak(let duration): .init("soak", .string(DurationText.text(duration)))
        case .approval(let names):
            .init("approval", names.isEmpty ? .boolean(true) : .object([.init("by", .strings(names))]))
        case .sql(let gate): .init("sql", gate.json)
        case .fingerprint(let gate): .init("fingerprint", .string(gate.rawValue))
        case .http(let gate): .init("http", gate.json)
        case .command(let words): .init("command", .strings(words))
        }
    }
}

extension SQLGate {
    fileprivate var json: JSON {
        let on =
            switch place {
            case .targets: "targets"
            case .database(let url): url
            }
        return .object([
            .init("on", .string(on)), .init("query", .string(query)), .init("expect", expectation.json),
        ])
    }
}

extension HTTPGate {
    fileprivate var json: JSON {
        var members = [JSON.Member("url", .string(url))]
        if !headers.isEmpty {
            members.append(.init("headers", .object(headers.map { .init($0.name, .string($0.value)) })))
        }
        if let pointer {
            members.append(.init("json", .string(pointer)))
            members.append(.init("expect", expectation.json))
        }
        if allowsPrivateAddresses { members.append(.init("allow_private", .boolean(true))) }
        return .object(members)
    }
}

extension Expectation {
    fileprivate var json: JSON {
        switch self {
        case .nothing: .string("none")
        case .something: .string("some")
        case .below(let number): .object([.init("below", .number(number))])
        case .above(let number): .object([.init("above", .number(number))])
        case .atMost(let number): .object([.init("at_most", .number(number))])
        case .atLeast(let number): .object([.init("at_least", .number(number))])
        case .equal(let text): .object([.init("equal", .string(text))])
        }
    }
}
