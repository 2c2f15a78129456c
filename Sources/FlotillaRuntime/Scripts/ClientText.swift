import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

/// Statements as the engine's command line client has to be given them: each ended by a sign that the client knows, and
/// nothing in them that the client would take for a command to itself.
struct ClientText {
    let engine: Engine

    /// The text with its comments, every statement ended. Clients find ends by reading as little grammar as they can, so
    /// that of MySQL is told by `DELIMITER` where a semicolon stands inside.
    func script(_ bytes: [UInt8], _ place: StatementPlace?) throws(TargetFailure) -> [UInt8] {
        let script = SQLScript(bytes, engine: engine)
        let endsInComment = script.notes.contains { $0.kind == .commentRunsToEnd }
        var text: [UInt8] = []
        for (number, piece) in script.pieces.enumerated() {
            switch piece.kind {
            // A comment that nothing ends would swallow what follows.
            case .blank where number == script.pieces.count - 1 && endsInComment: break
            case .blank, .copyData, .copyEnd: text += bytes[piece.range]
            case .statement(let index):
                let statement = script.statements[index]
                try refuseCommands(in: statement, place)
                text += ended(statement)
            case .terminator, .clientCommand: break
            }
        }
        return text.trimmingLines + [.lineFeed]
    }

    func copy(_ statement: [UInt8], _ data: [UInt8]) -> [UInt8] {
        let lineEnd: [UInt8] = data.isEmpty || data.last == .lineFeed ? [] : [.lineFeed]
        return statement + Array(";\n".utf8) + data + lineEnd + Array("\\.\n".utf8)
    }

    private func ended(_ statement: SQLStatement) -> [UInt8] {
        let isCompound = engine == .mysql && statement.tokens.contains { $0.kind == .symbol && $0.text == ";" }
        guard isCompound else { return statement.bytes + [UInt8(ascii: ";")] }
        let delimiter = Array(Self.delimiter(absentFrom: statement.bytes).utf8)
        return Array("DELIMITER ".utf8) + delimiter + [.lineFeed] + statement.bytes + delimiter
            + Array("\nDELIMITER ;".utf8)
    }

    private static func delimiter(absentFrom bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        var delimiter = "//"
        while text.contains(delimiter) { delimiter += "/" == delimiter.last.map(String.init) ? "$" : "/" }
        return delimiter
    }

    /// sqlite3 ends a statement at a line that says `/` or `go`, as other products' clients do.
    private func refuseCommands(in statement: SQLStatement, _ place: StatementPlace?) throws(TargetFailure) {
        guard engine == .sqlite else { return }
        let lines = statement.bytes.split(separator: .lineFeed)
        let isCommand = lines.contains { line in
            let word = String(decoding: line, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
            return word == "/" || word == "go"
        }
        guard isCommand else { return }
        throw TargetFailure(
            cause: .unusableScript,
            message: "\(statement.excerpt): sqlite3 takes a line that holds only / or go for the end of a statement; "
                + "write it into the line before",
            place: place)
    }
}

extension UInt8 {
    fileprivate static let lineFeed = UInt8(ascii: "\n")

    fileprivate var isBlank: Bool { [9, 10, 13, 32].contains(self) }
}

extension [UInt8] {
    /// Without blank lines at both ends.
    fileprivate var trimmingLines: [UInt8] {
        let tail = drop { $0.isBlank }
        guard let last = tail.lastIndex(where: { !$0.isBlank }) else { return [] }
        return Array(tail[...last])
    }
}
