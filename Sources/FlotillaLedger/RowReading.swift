import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// What the columns of the ledger mean. Whatever this program does not write is an error and never a trap.
extension LedgerRow {
    /// A column that holds one of a fixed set of words.
    func word<Word: RawRepresentable<String>>(_ column: Int32) throws(DriverError) -> Word {
        guard let word: Word = try optionalWord(column) else { throw missing(Word.self) }
        return word
    }

    /// As ``word(_:)``; `nil` for NULL.
    func optionalWord<Word: RawRepresentable<String>>(_ column: Int32) throws(DriverError) -> Word? {
        guard let text = text(column) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw DriverError(.corrupt, message: "the ledger says \"\(text)\" where a \(Word.self) belongs")
        }
        return word
    }

    func time(_ column: Int32) throws(DriverError) -> LedgerTime {
        guard let time = optionalTime(column) else { throw missing(LedgerTime.self) }
        return time
    }

    func optionalTime(_ column: Int32) -> LedgerTime? { integer(column).map(LedgerTime.init(microseconds:)) }

    func duration(_ column: Int32) -> Duration? { integer(column).map { .microseconds($0) } }

    func versions(_ column: Int32) -> [RevisionID]? { text(column).map(VersionText.decode) }

    func target(_ column: Int32) -> TargetID { TargetID(text(column) ?? "") }

    func run(_ column: Int32) -> RunID { RunID(integer(column) ?? 0) }

    func optionalRun(_ column: Int32) -> RunID? { integer(column).map(RunID.init) }

    func count(_ column: Int32) -> Int { Int(integer(column) ?? 0) }

    /// Host, scope, process number, start and login in five columns.
    func process(from column: Int32) -> ProcessMark {
        ProcessMark(
            host: text(column) ?? "", scope: text(column + 1) ?? "", pid: Int32(clamping: integer(column + 2) ?? 0),
            startTicks: integer(column + 3) ?? 0, user: text(column + 4) ?? "")
    }

    private func missing(_ what: Any.Type) -> DriverError {
        DriverError(.corrupt, message: "the ledger has nothing where a \(what) belongs")
    }
}
