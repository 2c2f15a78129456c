/// Finds the names of one database in a text, by where they stand.
///
/// MySQL resolves `a.b` as a table of a database where a table is wanted, as a routine of a database before a parenthesis,
/// and as a column of a table everywhere else; `a.b.c` is always a column of a table of a database.
struct StoredTextReader {
    private var reader: TokenReader
    private let database: [UInt8]
    private let ignoresCase: Bool
    private var levels = [Level()]
    /// The last word that was no name, in lower case.
    private var lastWord = ""
    private(set) var dropped: [Range<Int>] = []
    private(set) var relations: [QualifiedName] = []

    /// Inside one pair of parentheses, or outside of all.
    private struct Level {
        /// The next name is that of a table.
        var wantsTable = false
        /// A comma leads to a further table.
        var isTableList = false
        /// The arguments of a function: a `FROM` in them is that of `EXTRACT` or `TRIM`.
        var isCall = false
    }

    init(_ bytes: [UInt8], database: [UInt8], _ ignoresCase: Bool, _ options: SQLOptions) {
        reader = TokenReader(bytes, engine: .mysql, options: options)
        self.database = database
        self.ignoresCase = ignoresCase
    }

    private var level: Level {
        get { levels[levels.count - 1] }
        set { levels[levels.count - 1] = newValue }
    }

    mutating func read() {
        while !reader.isAtEnd {
            switch reader.token.kind {
            case .word, .quotedName: readName()
            case .openParenthesis: open()
            case .closeParenthesis: close()
            case .semicolon:
                level = Level()
                reader.advance()
            case .symbol where reader.isAt(.comma):
                level.wantsTable = level.isTableList
                reader.advance()
            case .symbol where reader.isAt(.at): skipVariable()
            default:
                level.wantsTable = false
                reader.advance()
            }
        }
    }

    /// `@name`, `@@global.name`
    private mutating func skipVariable() {
        while reader.isAt(.at) { reader.advance() }
        repeat { reader.advance() } while reader.accept(.dot)
    }

    private mutating func open() {
        let isCall = !level.wantsTable && !lastWord.isEmpty && Self.sequenceFunctions.contains(lastWord)
        levels.append(
            Level(wantsTable: level.wantsTable || isCall, isTableList: level.wantsTable, isCall: !level.wantsTable))
        lastWord = ""
        reader.advance()
    }

    private mutating func close() {
        if levels.count > 1 { levels.removeLast() }
        level.wantsTable = false
        lastWord = ""
        reader.advance()
    }

    private mutating func readName() {
        let start = reader.token
        let isWord = start.kind == .word
        let word = isWord ? String(decoding: reader.bytes.map(\.lowercased), as: UTF8.self) : ""
        let isOurs = isDatabase
        guard let first = reader.name(.relation) else { return reader.advance() }
        guard reader.accept(.dot) else {
            if isWord && follow(word) { return }
            if level.wantsTable { relations.append(QualifiedName(name: first)) }
            level.wantsTable = false
            lastWord = word
            return
        }
        let second = reader.token
        guard let name = reader.name(.relation) else { return }
        let isColumn = reader.isAt(.dot)
        while reader.accept(.dot) { reader.advance() }
        let isRoutine = reader.token.kind == .openParenthesis
        if isOurs && (isColumn || isRoutine || level.wantsTable) { dropped.append(start.start..<second.start) }
        if level.wantsTable && !isColumn {
            relations.append(QualifiedName(schema: isOurs ? nil : first, name: name))
        }
        level.wantsTable = false
        lastWord = ""
    }

    private var isDatabase: Bool {
        var bytes = reader.bytes
        if reader.token.kind == .quotedName { bytes = bytes.dropFirst().dropLast() }
        // A doubled backtick stands for one; a database of such a name is as good as none.
        return ignoresCase
            ? bytes.lazy.map(\.lowercased).elementsEqual(database.lazy.map(\.lowercased))
            : bytes.elementsEqual(database)
    }

    /// What a word that is no name means for what follows; false for a name.
    private mutating func follow(_ word: String) -> Bool {
        switch word {
        case "from", "join", "straight_join", "update", "delete":
            guard !(word == "from" && level.isCall), lastWord != "key", lastWord != "for" else { break }
            level.wantsTable = true
            level.isTableList = true
        case "into", "table", "references", "call", "insert", "replace", "truncate":
            level.wantsTable = reader.token.kind != .openParenthesis
        case "for" where lastWord == "value": level.wantsTable = true
        case "select":
            level = Level()
        case "where", "set", "group", "order", "having", "limit", "union", "except", "intersect", "values", "window":
            level.wantsTable = false
            level.isTableList = false
        case "on", "using", "begin", "end", "then", "else", "when", "if", "do", "return", "and", "or", "not", "is",
            "in",
            "as", "between", "like", "case", "key", "value", "for", "left", "right", "inner", "cross", "natural",
            "outer":
            if !["if", "as", "not"].contains(word) { level.wantsTable = false }
        // Between the verb and its table.
        case "ignore", "low_priority", "high_priority", "delayed", "quick", "lateral", "exists", "temporary": break
        default: return false
        }
        lastWord = word
        return true
    }

    private static let sequenceFunctions: Set<String> = ["nextval", "lastval", "setval"]
}
