import FlotillaRollout

extension GateReader {
    static let webShape =
        [
            FileKey("url", .text(.free), "What is asked.", isRequired: true),
            FileKey("headers", .named(.text(.free)), "Headers of the request."),
            FileKey("json", .text(.free), "A JSON pointer to what counts; without it, the status does."),
            FileKey("allow_private", .text(.flag), "Whether the address may be one of a private network."),
        ] + ExpectationReader.keys + [FileKey("expect", ExpectationReader.shape, "What the answer has to be.")]

    /// `http: {url: …, headers: {…}, json: /pointer, below: 0.01, allow_private: true}`. Without `json` the status counts.
    func http(_ fields: Fields) throws(InventoryError) -> HTTPGate {
        try fields.check(allowed: Self.webShape.names)
        let pointer = try fields.text("json")
        if let pointer, JSONPointer(pointer.text) == nil {
            throw try fields.fault("json", expected: "a JSON pointer such as /status/healthy")
        }
        let expectation = try ExpectationReader(fields).optional()
        guard pointer != nil || expectation == nil else { throw InventoryError(.missingKey("json"), at: fields.place) }
        return HTTPGate(
            url: try webURL(fields), headers: try headers(fields), pointer: pointer?.text,
            expectation: expectation ?? .something, allowsPrivateAddresses: try fields.flag("allow_private"))
    }

    private func webURL(_ fields: Fields) throws(InventoryError) -> String {
        let url = try fields.required("url")
        if let parameter = LiteralSecret.parameter(of: url.text) {
            throw InventoryError(.policy(.literalSecret(key: parameter)), at: url.spot.place(in: file))
        }
        let parts = try references(in: url).parts
        // What a reference at the start stands for is looked at when it has been fetched; further on it is a value.
        guard parts.first?.reference == nil else { return url.text }
        let sample = parts.map { $0.reference == nil ? $0.plain : "x" }.joined()
        guard WebAddress(sample) != nil else {
            throw InventoryError(.policy(.badWebURL), at: url.spot.place(in: file))
        }
        return url.text
    }

    private func headers(_ fields: Fields) throws(InventoryError) -> [HTTPGate.Header] {
        var headers: [HTTPGate.Header] = []
        for (name, value) in try fields.texts("headers") {
            guard Self.isHeaderName(name.text) else {
                throw InventoryError(
                    .badValue(key: "headers", text: name.text, expected: "the name of an HTTP header"),
                    at: name.spot.place(in: file))
            }
            // A line end would begin a header of its own.
            guard !value.text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw InventoryError(
                    .badValue(key: name.text, text: "", expected: "one line"), at: value.spot.place(in: file))
            }
            let hasReference = try references(in: value).parts.contains { $0.reference != nil }
            if !hasReference, LiteralSecret.isSecretHeader(name.text) {
                throw InventoryError(.policy(.literalSecret(key: name.text)), at: value.spot.place(in: file))
            }
            headers.append(HTTPGate.Header(name: name.text, value: value.text))
        }
        return headers
    }

    private func references(in written: Written) throws(InventoryError) -> ReferenceText {
        do { return try ReferenceText(parsing: written.text) } catch {
            throw InventoryError(.badURL(error.problem), at: written.spot.advanced(by: error.offset).place(in: file))
        }
    }

    /// A token of RFC 9110.
    private static func isHeaderName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    }
}

/// What an answer has to be: `expect: none`, `expect: {below: 5}`, or the comparison itself beside the question.
struct ExpectationReader {
    static let keys = [
        FileKey("below", .text(.decimal), "Less than this."), FileKey("above", .text(.decimal), "More than this."),
        FileKey("at_most", .text(.decimal), "Not more than this."),
        FileKey("at_least", .text(.decimal), "Not less than this."),
        FileKey("equal", .text(.free), "Exactly this."),
    ]
    static let shape = FileShape.either([.text(.choice(["none", "some"])), .oneOf(keys)])
    static let comparisons = keys.names

    private let fields: Fields

    init(_ fields: Fields) { self.fields = fields }

    func required() throws(InventoryError) -> Expectation {
        guard let expectation = try optional() else { throw InventoryError(.missingKey("expect"), at: fields.place) }
        return expectation
    }

    func optional() throws(InventoryError) -> Expectation? {
        let given = fields.members.map(\.key).filter { Self.comparisons.contains($0) || $0 == "expect" }
        guard given.count <= 1 else {
            throw InventoryError(.chooseOne(of: Self.comparisons + ["expect"]), at: fields.place)
        }
        guard let key = given.first else { return nil }
        return key == "expect" ? try expected() : try comparison(key, in: fields)
    }

    private func expected() throws(InventoryError) -> Expectation? {
        guard let value = fields["expect"] else { return nil }
        if case .mapping = value.content {
            let inner = try Fields(value, file: fields.file, key: "expect")
            try inner.check(allowed: Self.comparisons)
            guard inner.members.count == 1 else {
                throw InventoryError(.chooseOne(of: Self.comparisons), at: inner.place)
            }
            return try comparison(inner.members[0].key, in: inner)
        }
        switch try fields.required("expect").text {
        case "none": return .nothing
        case "some": return .something
        default: throw try fields.fault("expect", expected: "none, some or a comparison such as {below: 5}")
        }
    }

    private func comparison(_ key: String, in fields: Fields) throws(InventoryError) -> Expectation {
        let text = try fields.required(key).text
        if key == "equal" { return .equal(text) }
        guard let number = Double(text), number.isFinite else { throw try fields.fault(key, expected: "a number") }
        switch key {
        case "below": return .below(number)
        case "above": return .above(number)
        case "at_most": return .atMost(number)
        default: return .atLeast(number)
        }
    }
}
