import FlotillaDriver
import FlotillaRollout

extension RolloutPolicy {
    /// The policy as JSON on one line, in the form in which people write it: always the same text for the same value, and
    /// read back by ``init(canonicalText:)``. Plan and ledger keep it so.
    public var canonicalText: String { canonicalJSON.text }

    /// For a document that holds the policy as a part.
    public var canonicalJSON: JSON {
        var members: [JSON.Member] = [
            .init("waves", .array(waves.map(\.json))), .init("order", order.json), .init("concurrency", pace.json),
            .init("pause", .string(DurationText.text(pace.pause))), .init("failures", failures.json),
            .init("gates", .array(gates.map(\.json))), .init("windows", .array(windows.map(\.json))),
        ]
        // What is as usual is not written: a policy keeps the text, and its plans the digests, that they had before these keys.
        if latecomers != .sweep { members.append(.init("latecomers", .string(latecomers.rawValue))) }
        if !groups.isEmpty {
            let sorted = groups.sorted { $0.key < $1.key }
            members.append(.init("groups", .object(sorted.map { .init($0.key, .strings($0.value)) })))
        }
        return .object(members)
    }

    /// - Parameter name: what the text is called in errors.
    public init(canonicalText: String, name: String = "policy") throws(InventoryError) {
        let bytes = try ByteReader(MemoryBytes(Array(canonicalText.utf8)), name: name)
        guard let value = try PolicyDocument.json(bytes) else {
            throw InventoryError(.emptyFile, at: Place(file: name))
        }
        self = try PolicyReader(file: name).policy(value, key: "")
    }
}

extension WaveRule {
    fileprivate var json: JSON {
        var members = [JSON.Member("name", .string(name))]
        if let select { members.append(.init("select", .string(select))) }
        switch size {
        case .none: break
        case .count(let count): members.append(.init("count", .integer(count)))
        case .share(let points): members.append(.init("percent", .string(AmountText.text(basisPoints: points))))
        }
        if let tolerate { members.append(.init("tolerate", tolerate.json)) }
        if let gates { members.append(.init("gates", .array(gates.map(\.json)))) }
        return .object(members)
    }
}

extension Amount {
    fileprivate var json: JSON {
        switch self {
        case .count(let count): .integer(count)
        case .share(let points): .string(AmountText.text(basisPoints: points))
        }
    }
}

extension TargetOrder {
    fileprivate var json: JSON {
        switch self {
        case .id: .string("id")
        case .longestFirst: .string("longest-first")
        case .label(let name): .object([.init("label", .string(name))])
        }
    }
}

extension Pace {
    fileprivate var json: JSON {
        .object([
            .init("total", .integer(total)), .init("per_server", .integer(perServer)),
            .init("ramp", .array(ramp.map(JSON.integer))),
        ])
    }
}

extension FailurePolicy {
    fileprivate var json: JSON {
        .object([
            .init("tolerate", tolerate.json), .init("mode", .string(mode.rawValue)),
            .init("retries", .integer(retries)),
            .init("then", .string(then.rawValue)),
        ])
    }
}

extension WindowRule {
    fileprivate var json: JSON {
        var members: [JSON.Member] = []
        if let select { members.append(.init("select", .string(select))) }
        if !days.isEmpty {
            members.append(.init("days", .strings(days.sorted().map { WindowText.dayNames[$0 - 1] })))
        }
        members.append(.init("between", .string(WindowText.text(opens: opens, closes: closes))))
        members.append(.init("zone", .string(zone)))
        return .object(members)
    }
}
