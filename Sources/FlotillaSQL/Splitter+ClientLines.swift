/// Lines that are not SQL: commands of the clients, and the data of a COPY.
extension Splitter {
    /// From `start` to the end of its line, the newline not counted.
    private func lineEnd(from start: Int) -> Int {
        var end = bytes[start...].firstIndex(of: .newline) ?? bytes.count
        if end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
        return end
    }

    func isClientWord(_ token: Token) -> Bool {
        guard pending == nil, engine == .mysql, let keyword = lexer.keyword(token) else { return false }
        return ClientCommand.mysqlWords.contains(keyword)
    }

    /// No statement of SQLite begins with a dot; commands of its shell do.
    func isClientDot(_ token: Token) -> Bool {
        pending == nil && engine == .sqlite && bytes[token.start] == .dot
    }

    mutating func skipClientCommand(_ token: Token) {
        if let place = flushPending() { addStatement(place, copyData: nil) }
        addPiece(.blank, to: token.start)
        let command = ClientCommand(bytes[token.start..<lineEnd(from: token.start)], engine: engine)
        addPiece(.clientCommand, to: token.start + command.line.count)
        lexer.position = pieceStart
        switch command.meaning {
        case .delimiter(let delimiter): lexer.delimiter = delimiter
        case .badDelimiter: report(.badDelimiter, at: token.start)
        case .harmless(let name): note(.ignoredCommand(name), at: token.start)
        case .refused(let name): report(.clientCommand(name), at: token.start)
        }
        beginStatement()
    }

    /// `DELIMITER ;` on a line of its own although the statement before has no end: the mysql client would glue the two
    /// together. A column may be called `delimiter`; then a word follows.
    mutating func checkDelimiterLine(_ token: Token) {
        guard engine == .mysql, lexer.word(token, is: "delimiter"), pending?.lowerBound != token.start else { return }
        let before = bytes[..<token.start].last { !$0.isBlank || $0 == .newline }
        guard before == .newline else { return }
        let command = ClientCommand(bytes[token.start..<lineEnd(from: token.start)], engine: .mysql)
        if case .delimiter(let delimiter) = command.meaning, delimiter.first?.startsWord != true {
            report(.delimiterInsideStatement, at: token.start)
        }
    }

    /// The lines behind a `COPY … FROM stdin;` up to `\.`, which is the psql client's sign.
    mutating func readCopyData() -> Range<Int> {
        let restEnd = lineEnd(from: pieceStart)
        let rest = bytes[pieceStart..<restEnd].drop { $0.isBlank }
        if !rest.isEmpty, !rest.starts(with: [.minus, .minus]) { report(.textAfterCopy, at: rest.startIndex) }
        let start = min(bytes.count, (bytes[restEnd...].firstIndex(of: .newline) ?? bytes.count) + 1)
        addPiece(.blank, to: start)
        var line = start
        while line < bytes.count {
            let end = lineEnd(from: line)
            if bytes[line..<end].elementsEqual(ClientCommand.copyEnd) { break }
            line = min(bytes.count, (bytes[end...].firstIndex(of: .newline) ?? bytes.count) + 1)
        }
        addPiece(.copyData, to: line)
        if line == bytes.count { report(.copyWithoutEnd, at: start) }
        addPiece(.copyEnd, to: min(bytes.count, line + ClientCommand.copyEnd.count))
        lexer.position = pieceStart
        return start..<line
    }
}
