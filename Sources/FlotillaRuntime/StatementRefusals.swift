import FlotillaDriver
import FlotillaRevisions
import FlotillaSQL

/// Statements that no revision may hold, because they would pull the ground from under the record of what was done.
extension StepCompiler {
    func refuseUnbearable(_ script: SQLScript, _ section: RevisionSection) throws(TargetFailure) {
        for (index, statement) in script.statements.enumerated() {
            guard let reason = reason(against: statement) else { continue }
            throw refusal(
                "\(statement.excerpt): \(reason)", line: place(statement, index, section).line, in: section)
        }
    }

    private func reason(against statement: SQLStatement) -> String? {
        switch (engine, statement.traits.command) {
        case (.mysql, "USE"):
            "moves to another database, where the rest of the step and the record of it would go; take it out, and give "
                + "the other database a target of its own or qualify its names"
        case (.mysql, "LOCK"), (.mysql, "UNLOCK"):
            "locks tables against the session itself, so that the step could not be recorded; take it out "
                + "(mysqldump --skip-add-locks): the target's own lock is held anyway"
        case (.mysql, _) where statement.bytes.containsWord("release_all_locks"):
            "gives up the lock that keeps others from this target; release the script's own locks by name"
        case (.postgresql, "COPY") where statement.bytes.containsWord("stdout"):
            "sends rows to the client, which has no use for them; take it out"
        default: nil
        }
    }

    /// A transaction of the script's own shares one record with what it does: it has to happen whole or not at all.
    func refuseWhatCommits(_ statement: SQLStatement, _ place: StatementPlace) throws(TargetFailure) {
        let traits = statement.traits
        guard engine == .mysql && traits.implicitlyCommits || traits.needsNoTransaction else { return }
        let harm =
            engine == .mysql
            ? "commits the transaction that it stands in, or may do so" : "cannot run inside a transaction"
        throw refusal("\(statement.excerpt): \(harm); put it before BEGIN or behind COMMIT", at: place)
    }

    /// Alembic's version table holds identifiers of this length; SQLite alone does not enforce it.
    static var identifierLimit: Int { 32 }

    func refuseLongIdentifier() throws(TargetFailure) {
        let id = file.header.id.text
        guard file.originals == nil, engine != .sqlite, id.unicodeScalars.count > Self.identifierLimit else { return }
        throw refusal(
            "the identifier '\(id)' has \(id.unicodeScalars.count) characters, and the version table holds "
                + "\(Self.identifierLimit); give the revision a shorter one",
            line: 1)
    }
}

extension SQLStatement {
    /// The first line, shortened, for display. Where a statement may give a password, what it quotes is left out.
    var excerpt: String { excerpt(hidesLiterals: Self.mayHoldSecret(bytes)) }

    /// The same where what it quotes may be a value that somebody gave.
    var excerptWithoutLiterals: String { excerpt(hidesLiterals: true) }

    private func excerpt(hidesLiterals: Bool) -> String {
        let line = bytes.prefix(400).split(whereSeparator: { $0 == 10 || $0 == 13 }).first ?? []
        let text = String(decoding: hidesLiterals ? Self.withoutLiterals(line) : Array(line), as: UTF8.self)
        return text.count > 72 || bytes.count > line.count ? String(text.prefix(72)) + "…" : text
    }

    private static func mayHoldSecret(_ bytes: [UInt8]) -> Bool {
        ["password", "identified", "connection", "secret", "options"].contains { bytes.containsWord($0) }
    }

    /// From the first quotation mark to the last; a literal that goes on in the next line has no second one.
    private static func withoutLiterals(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let marks: Set<UInt8> = [UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "\"")]
        guard let first = line.firstIndex(where: marks.contains) else { return Array(line) }
        let last = line.lastIndex(where: marks.contains) ?? first
        return line[..<first] + Array("'…'".utf8) + (last > first ? line[(last + 1)...] : [])
    }
}
