import FlotillaDriver

/// Where the texts of revisions stand in a batch.
///
/// A server that reads a text whole before it runs any of it says of a mistake only at which character it stands.
struct SentScripts {
    private struct Script {
        var bytes: Range<Int>
        /// Of the file, on which the script begins; `nil` where it is one statement.
        var firstLine: Int?
        var places: [StatementPlace]
    }

    private var scripts: [Script] = []

    mutating func add(bytes: Range<Int>, firstLine: Int?, places: [StatementPlace]) {
        guard !places.isEmpty else { return }
        scripts.append(Script(bytes: bytes, firstLine: firstLine, places: places))
    }

    /// The statement to which a character of the batch belongs; `nil` where it is one of ours.
    func place(atCharacter position: Int, of batch: Batch) -> StatementPlace? {
        let text = batch.parts.flatMap(\.bytes)
        // Every byte but those that continue a character begins one.
        var characters = -1
        let offset = text.firstIndex { byte in
            if byte & 0xC0 != 0x80 { characters += 1 }
            return characters == position
        }
        // The end of the text counts to what stands last.
        let byte = offset ?? text.count - 1
        guard let script = scripts.last(where: { $0.bytes.contains(byte) }) else { return nil }
        guard script.places.count > 1, let firstLine = script.firstLine else { return script.places.first }
        let line = firstLine + text[script.bytes.lowerBound..<byte].count { $0 == UInt8(ascii: "\n") }
        return script.places.last { $0.line <= line } ?? script.places.first
    }
}

extension Batch.Part {
    fileprivate var bytes: [UInt8] {
        switch self {
        case .statements(let text): text
        case .copy(let statement, let data): statement + data
        }
    }

    var byteCount: Int {
        switch self {
        case .statements(let text): text.count
        case .copy(let statement, let data): statement.count + data.count
        }
    }
}
