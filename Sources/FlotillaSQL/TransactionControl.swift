/// Which statements begin, end or divide a transaction. Each engine refuses the words it does not know, so one table of
/// words serves all three.
extension TransactionControl {
    /// Whether a transaction begins or ends with it.
    public var endsOrBeginsTransaction: Bool {
        switch self {
        case .begin, .commit, .rollback, .prepareTransaction, .commitPrepared, .rollbackPrepared, .autocommit,
            .distributed:
            true
        case .savepoint, .release, .rollbackTo: false
        }
    }

    /// `reader` stands behind the statement's first word.
    init?(verb: Keyword, after reader: TokenReader) {
        var rest = reader
        switch verb {
        case .begin: guard reader.beginsTransaction else { return nil }; self = .begin
        case .start: guard rest.accept(.transaction) else { return nil }; self = .begin
        case .commit: self = rest.accept(.prepared) ? .commitPrepared : .commit
        case .end: self = .commit
        case .rollback: self = Self.rollback(&rest)
        case .abort: self = .rollback
        case .savepoint: self = .savepoint
        case .release: self = .release
        case .prepare: guard rest.accept(.transaction) else { return nil }; self = .prepareTransaction
        case .xa: self = .distributed
        case .set: guard rest.setsAutocommit() else { return nil }; self = .autocommit
        default: return nil
        }
    }

    private static func rollback(_ rest: inout TokenReader) -> Self {
        if rest.accept(.prepared) { return .rollbackPrepared }
        _ = rest.accept(.work) || rest.accept(.transaction)
        return rest.accept(.to) ? .rollbackTo : .rollback
    }
}

extension TokenReader {
    /// In MySQL's family `BEGIN` with more than `WORK` behind it opens a compound statement.
    var beginsTransaction: Bool {
        engine != .mysql || isAtEnd || keyword == .work || keyword == .transaction
    }

    /// Among several assignments: `SET NAMES utf8mb4, @@session.autocommit = 0`.
    fileprivate mutating func setsAutocommit() -> Bool {
        guard engine == .mysql else { return false }
        while !isAtEnd {
            if accept(.autocommit), isAt(.equals) || isAt(.colon) { return true }
            if !isAtEnd { advance() }
        }
        return false
    }
}
