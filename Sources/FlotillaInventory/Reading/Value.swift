/// A piece of a YAML or JSON document: what it says and where.
struct Value {
    enum Content {
        /// As it was written: `no`, `010` and `1.0` keep their text.
        case text(String)
        case absent
        case list([Value])
        case mapping([Member])
    }

    struct Member {
        var key: String
        var keySpot: Spot
        var value: Value
    }

    var content: Content
    var spot: Spot
    /// 1 where the text begins behind a quotation mark.
    var inset = 0

    /// Where the first character of the text stands.
    var textSpot: Spot { spot.advanced(by: inset) }

    /// The same bound for every format; deeper documents are refused before memory or stack suffers.
    static let depthLimit = 32
}

/// Limits on what is read at once.
enum ReadingLimits {
    /// Of a whole YAML or JSON file, in bytes. CSV and NDJSON are not bounded: they are read line by line.
    static let document = 64 << 20
    /// Of YAML that is read at once because it cannot be cut, in bytes: it takes a hundred times its size.
    static let wholeYAML = 8 << 20
    /// Of one text, in bytes.
    static let text = 1 << 20
}
