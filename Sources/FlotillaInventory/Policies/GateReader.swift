import FlotillaRollout

/// The gates of a policy or of a wave. Each is a mapping of one kind, and may say beside it how often it is measured:
/// `{http: {…}, timeout: 30m, interval: 15s, successes: 3, failures: 1}`.
struct GateReader {
    private static let question = [
        FileKey("on", .text(.free), "'targets', or the URL of a database.", isRequired: true),
        FileKey("query", .text(.free), "One SELECT.", isRequired: true),
        FileKey("expect", ExpectationReader.shape, "What the answer has to be.", isRequired: true),
    ]
    private static let approval = [
        FileKey("by", .words(.free), "Names of people or groups.", isRequired: true)
    ]
    static let measures = [
        FileKey("soak", .text(.duration()), "Wait for this time."),
        FileKey("approval", .either([.text(.flag), .mapping(approval)]), "Wait for a person."),
        FileKey("sql", .mapping(question), "Ask databases."),
        FileKey("fingerprint", .text(.choice(FingerprintGate.allCases.map(\.rawValue))), "Compare schemas."),
        FileKey("http", .mapping(webShape), "Ask a web service."),
        FileKey("command", .words(.free), "Run a program; its exit code is the answer."),
    ]
    static let timing = [
        FileKey("timeout", .text(.duration()), "How long it may take to pass."),
        FileKey("interval", .text(.duration()), "How long between two measurements."),
        FileKey("successes", .text(.number(1...1000)), "Good measurements in a row that it takes."),
        FileKey("failures", .text(.number(0...1000)), "Bad measurements that it bears."),
    ]
    static let shape = FileShape.oneOf(measures, beside: timing)
    static let kinds = measures.names
    static let timings = timing.names

    let file: String

    func gates(_ values: [Value]) throws(InventoryError) -> [GateRule] {
        var gates: [GateRule] = []
        for value in values { gates.append(try gate(try Fields(value, file: file, key: "gates"))) }
        return gates
    }

    private func gate(_ fields: Fields) throws(InventoryError) -> GateRule {
        try fields.check(allowed: Self.kinds + Self.timings)
        let given = fields.members.map(\.key).filter(Self.kinds.contains)
        guard given.count == 1 else { throw InventoryError(.chooseOne(of: Self.kinds), at: fields.place) }
        let kind = try kind(given[0], fields)
        return GateRule(kind, timing: try timing(fields, standard: .standard(for: kind)))
    }

    private func kind(_ name: String, _ fields: Fields) throws(InventoryError) -> GateKind {
        switch name {
        case "soak": return .soak(try positive("soak", fields, orElse: nil))
        case "approval": return .approval(by: try approvers(fields))
        case "sql": return .sql(try sql(try group("sql", fields)))
        case "fingerprint": return .fingerprint(try fingerprint(fields))
        case "http": return .http(try http(try group("http", fields)))
        default: return .command(try command(fields))
        }
    }

    private func group(_ key: String, _ fields: Fields) throws(InventoryError) -> Fields {
        guard let value = fields[key] else { throw InventoryError(.missingKey(key), at: fields.place) }
        return try Fields(value, file: file, key: key)
    }
}

// MARK: When

extension GateReader {
    private func timing(_ fields: Fields, standard: GateTiming) throws(InventoryError) -> GateTiming {
        GateTiming(
            timeout: try positive("timeout", fields, orElse: standard.timeout),
            interval: try positive("interval", fields, orElse: standard.interval),
            successes: try fields.number("successes", in: 1...1000) ?? standard.successes,
            failures: try fields.number("failures", in: 0...1000) ?? standard.failures)
    }

    /// A time that is longer than none.
    private func positive(_ key: String, _ fields: Fields, orElse standard: Duration?) throws(InventoryError)
        -> Duration
    {
        guard let duration = try fields.duration(key) else {
            guard let standard else { throw InventoryError(.missingKey(key), at: fields.place) }
            return standard
        }
        guard duration > .zero else { throw try fields.fault(key, expected: DurationText.expected) }
        return duration
    }
}

// MARK: What

extension GateReader {
    /// `approval: true` and a bare `approval:` ask for anybody; names are of people or of groups.
    private func approvers(_ fields: Fields) throws(InventoryError) -> [String] {
        guard let value = fields["approval"] else { return [] }
        guard case .mapping = value.content else {
            guard try fields.flag("approval") else {
                throw try fields.fault("approval", expected: "true or {by: [NAME]}")
            }
            return []
        }
        let approval = try Fields(value, file: file, key: "approval")
        try approval.check(allowed: Self.approval.names)
        let names = try approval.words("by")
        for name in names { try ApproverName.check(name, key: "by", file: file) }
        // Nobody could pass it, and who wrote it may have meant anybody.
        guard !names.isEmpty else { throw InventoryError(.missingKey("by"), at: approval.place) }
        return names.map(\.text)
    }

    private func fingerprint(_ fields: Fields) throws(InventoryError) -> FingerprintGate {
        guard let gate: FingerprintGate = try fields.choice("fingerprint") else {
            throw InventoryError(.missingKey("fingerprint"), at: fields.place)
        }
        return gate
    }

    private func sql(_ fields: Fields) throws(InventoryError) -> SQLGate {
        try fields.check(allowed: Self.question.names)
        let place = try fields.required("on")
        let query = try fields.required("query")
        guard query.text.contains(where: { !$0.isWhitespace }) else {
            throw try fields.fault("query", expected: "one SELECT")
        }
        return SQLGate(
            place: place.text == "targets" ? .targets : .database(url: try databaseURL(place)), query: query.text,
            expectation: try ExpectationReader(fields).required())
    }

    private func databaseURL(_ written: Written) throws(InventoryError) -> String {
        do { _ = try URLTemplate(parsing: written.text) } catch {
            throw InventoryError(.badURL(error.problem), at: written.spot.advanced(by: error.offset).place(in: file))
        }
        if let password = URLRanges(of: written.text).password, !written.text[password].isEmpty,
            written.text[password].range(ofText: "${") == nil
        {
            throw InventoryError(.policy(.literalSecret(key: "on")), at: written.spot.place(in: file))
        }
        return written.text
    }

    /// One text is split at spaces, as a command of an inventory is; nothing is quoted.
    private func command(_ fields: Fields) throws(InventoryError) -> [String] {
        var words = try fields.words("command").map(\.text)
        if case .text(let text) = fields["command"]?.content { words = text.split(separator: " ").map(String.init) }
        guard let program = words.first, !program.isEmpty, !words.contains(where: { $0.utf8.contains(0) }) else {
            throw InventoryError(.missingKey("command"), at: fields.place)
        }
        if let name = LiteralSecret.word(of: words) {
            throw InventoryError(.policy(.secretInCommand(name: name)), at: fields.place)
        }
        return words
    }
}
