import CYAML

/// YAML text to values, with libyaml doing the reading.
enum YAMLReader {
    /// A whole document, at most ``ReadingLimits/wholeYAML`` long; the caller has checked that.
    static func wholeFile(_ path: String) throws(InventoryError) -> Value? {
        let reader = try ByteReader(try FileBytes(path, limit: ReadingLimits.document), name: path)
        var bytes: [UInt8] = []
        var line: [UInt8] = []
        while try reader.nextLine(into: &line) { bytes += line }
        return try value(of: try UTF8Text.text(bytes, file: path, firstLine: 1), file: path, firstLine: 1)
    }

    /// - Parameter firstLine: the line of the file on which `text` begins.
    /// - Returns: `nil` for a text without any content.
    static func value(of text: String, file: String, firstLine: Int) throws(InventoryError) -> Value? {
        let events = try YAMLEvents(text, file: file, firstLine: firstLine)
        var root: Value?
        while true {
            switch try events.next() {
            case .streamEnd: return root
            case .documentStart where root != nil:
                throw events.fault(.syntax(words: "a second document in one file"), at: events.spot)
            case .documentStart: root = try value(of: try events.next(), events, depth: 0)
            case .scalar, .listStart, .listEnd, .mappingStart, .mappingEnd, .other: continue
            }
        }
    }

    /// The value that begins with `event`. Lists and mappings read on until they end.
    private static func value(
        of event: YAMLEvents.Event, _ events: YAMLEvents, depth: Int
    ) throws(InventoryError) -> Value {
        let spot = events.spot
        guard depth < Value.depthLimit else { throw events.fault(.nestedTooDeep(limit: Value.depthLimit), at: spot) }
        switch event {
        case .scalar(let text, let style):
            // `no` and `010` stay text; nothing is resolved.
            let isAbsent = style == YAML_PLAIN_SCALAR_STYLE && text.isEmpty
            let isQuoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
            return Value(content: isAbsent ? .absent : .text(text), spot: spot, inset: isQuoted ? 1 : 0)
        case .listStart: return Value(content: .list(try elements(events, depth: depth + 1)), spot: spot)
        case .mappingStart: return Value(content: .mapping(try members(events, depth: depth + 1)), spot: spot)
        case .listEnd, .mappingEnd, .documentStart, .other, .streamEnd:
            // libyaml's grammar has none of them where a value belongs.
            throw events.fault(.syntax(words: "the text cannot be read"), at: spot)
        }
    }

    private static func elements(_ events: YAMLEvents, depth: Int) throws(InventoryError) -> [Value] {
        var elements: [Value] = []
        while true {
            let event = try events.next()
            if case .listEnd = event { return elements }
            elements.append(try value(of: event, events, depth: depth))
        }
    }

    private static func members(_ events: YAMLEvents, depth: Int) throws(InventoryError) -> [Value.Member] {
        var members: [Value.Member] = []
        var spots: [String: Spot] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event { return members }
            let spot = events.spot
            guard case .scalar(let key, _) = event else {
                throw events.fault(.syntax(words: "a key that is not a text"), at: spot)
            }
            if let first = spots.updateValue(spot, forKey: key) {
                throw events.fault(.repeatedKey(key, first: first.place(in: events.file)), at: spot)
            }
            let value = try value(of: try events.next(), events, depth: depth)
            members.append(Value.Member(key: key, keySpot: spot, value: value))
        }
    }
}
