import FlotillaSQL

/// One statement of a section, with what is known when it runs.
struct Act: Sendable {
    let statement: SQLStatement
    let tokens: [SQLToken]
    let form: StatementForm
    /// Its lines in the file, from 1.
    let lines: ClosedRange<Int>
    /// The transaction in which it runs, counted within the section; nil when it runs in none.
    let transaction: Int?
    /// Of the tables that it names, what the statements before have left.
    let before: KnownTables

    init(_ statement: SQLStatement, firstLine: Int, transaction: Int?, before known: KnownTables) {
        self.statement = statement
        tokens = statement.tokens
        before = known.named(in: tokens, on: statement.engine)
        var parser = FormParser(tokens, engine: statement.engine)
        form = parser.form()
        let breaks = statement.bytes.count { $0 == UInt8(ascii: "\n") }
        lines = firstLine...(firstLine + breaks)
        self.transaction = transaction
    }

    var command: String { statement.traits.command }
    var engine: Engine { statement.engine }

    func line(ofToken index: Int) -> Int {
        guard tokens.indices.contains(index) else { return lines.lowerBound }
        return lines.lowerBound + statement.bytes[..<tokens[index].range.lowerBound].count { $0 == UInt8(ascii: "\n") }
    }

    var cursor: TokenCursor { TokenCursor(tokens, engine: engine) }

    /// Whether the words stand there one after the other, anywhere.
    func has(_ words: String...) -> Bool {
        tokens.indices.contains { start in
            words.enumerated().allSatisfy { offset, word in
                start + offset < tokens.count && tokens[start + offset].isWord(word)
            }
        }
    }

    /// A table that was not made by the section itself, and may hold rows and have users.
    func isOld(_ table: ObjectName) -> Bool { !before.isNew(table) }
}

/// One part of an `ALTER TABLE` on a table that is older than the section.
struct Alteration: Sendable {
    let act: Act
    let table: ObjectName
    let action: TableAction
    let scene: Scene

    var known: KnownTable? { act.before[table] }
    var engine: Engine { scene.engine }
}
