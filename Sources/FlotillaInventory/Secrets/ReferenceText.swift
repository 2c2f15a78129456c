/// A text with references in it, cut into plain stretches and references.
struct ReferenceText {
    struct Part {
        /// Empty for a reference.
        var plain: String
        var reference: Reference?
        /// In characters (Unicode scalars) from the start of the text.
        var offset: Int
    }

    private(set) var parts: [Part] = []

    init(parsing text: String) throws(URLFault) {
        var rest = text[...]
        var offset = 0
        func plain(_ stretch: Substring) {
            if !stretch.isEmpty { parts.append(Part(plain: String(stretch), offset: offset)) }
        }
        while let opening = rest.range(ofText: "${") {
            plain(rest[..<opening.lowerBound])
            offset += rest[..<opening.lowerBound].unicodeScalars.count
            rest = rest[opening.upperBound...]
            guard let brace = rest.utf8.firstIndex(of: UInt8(ascii: "}")) else {
                throw URLFault(problem: .unterminatedReference, offset: offset)
            }
            do {
                parts.append(Part(plain: "", reference: try Reference(parsing: rest[..<brace]), offset: offset))
            } catch {
                throw URLFault(problem: error, offset: offset)
            }
            offset += rest[..<brace].unicodeScalars.count + 3
            rest = rest[rest.utf8.index(after: brace)...]
        }
        plain(rest)
    }

    /// The text with the values in it. `encode` is applied to every value but one at the very start.
    func resolve(
        secrets: Secrets, folder: String, encode: (String) -> String = { $0 }
    ) throws(InventoryError.Reason) -> String {
        var result = ""
        for part in parts {
            guard let reference = part.reference else {
                result += part.plain
                continue
            }
            let value: String
            do { value = try secrets.value(of: reference, folder: folder).reveal() } catch {
                throw .secretUnavailable(reference, error)
            }
            result += result.isEmpty ? value : encode(value)
        }
        return result
    }
}
