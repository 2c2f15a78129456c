/// A line that speaks to psql, mysql or sqlite3 and not to a server.
///
/// Most are refused: they run programs, read files, or branch. Only those that say where statements end, or nothing at
/// all, are obeyed.
struct ClientCommand {
    enum Meaning {
        /// mysql's `DELIMITER`; empty when it is the semicolon again.
        case delimiter([UInt8])
        case badDelimiter
        case harmless(String)
        case refused(String)
    }

    let line: ArraySlice<UInt8>
    let meaning: Meaning

    static let copyEnd: [UInt8] = [.backslash, .dot]

    /// Words with which a line for the mysql client may begin and no statement does. `use` and `help` are statements.
    static let mysqlWords: Set<Keyword> = [
        .delimiter, .source, .system, .edit, .ego, .go, .exit, .quit, .pager, .nopager, .tee, .notee, .print, .prompt,
        .rehash, .resetconnection, .status, .warnings, .nowarning,
    ]

    init(_ line: ArraySlice<UInt8>, engine: Engine) {
        self.line = line
        let word = line.prefix { !$0.isBlank }
        let name = String(decoding: word, as: UTF8.self)
        switch engine {
        case .mysql where name.lowercased() == "delimiter":
            meaning = Self.delimiter(line.dropFirst(word.count).drop { $0.isBlank })
        case .postgresql where name == #"\restrict"# || name == #"\unrestrict"#: meaning = .harmless(name)
        // Two letters are the whole command in mysql: `\!ls`.
        case .mysql where word.first == .backslash: meaning = .refused(String(decoding: word.prefix(2), as: UTF8.self))
        default: meaning = .refused(name)
        }
    }

    /// The first word of the argument, without the quotes that the mysql client allows around it.
    private static func delimiter(_ argument: ArraySlice<UInt8>) -> Meaning {
        var delimiter = argument.prefix { !$0.isBlank }
        if let quote = delimiter.first, [.quote, .doubleQuote, .backtick].contains(quote) {
            delimiter = argument.dropFirst().prefix { $0 != quote }
        }
        guard !delimiter.isEmpty, !delimiter.contains(.backslash) else { return .badDelimiter }
        return .delimiter(delimiter.elementsEqual([.semicolon]) ? [] : Array(delimiter))
    }
}
