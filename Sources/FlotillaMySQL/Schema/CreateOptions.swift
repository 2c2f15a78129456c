import FlotillaSchema

/// The column `create_options` of a catalogue: `row_format=COMPRESSED key_block_size=8 partitioned`, in MariaDB
/// `` `page_compressed`=1 `` too.
enum CreateOptions {
    static func parse(_ text: String) -> [TableOption] {
        words(text).map { word in
            let parts = word.split(separator: "=", maxSplits: 1)
            let name = parts[0].filter { $0 != "`" }.uppercased()
            return TableOption(name, parts.count < 2 ? "" : value(String(parts[1])))
        }
    }

    /// Cut at blanks outside quotes.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in text {
            if character == " " && quote == nil {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            if let open = quote, character == open {
                quote = nil
            } else if quote == nil, "'\"`".contains(character) {
                quote = character
            }
            word.append(character)
        }
        return word.isEmpty ? words : words + [word]
    }

    /// A string in double quotes would be a name under `ANSI_QUOTES`.
    private static func value(_ text: String) -> String {
        guard text.count > 1, text.first == "\"", text.last == "\"" else { return text }
        return "'" + text.dropFirst().dropLast() + "'"
    }
}
