import FlotillaDriver

/// Where a ledger is.
public enum LedgerAddress: Sendable, Hashable {
    /// The path of an SQLite file.
    case file(String)

    /// For people, without any secret.
    public var shown: String {
        switch self {
        case .file(let path): path
        }
    }
}

extension LedgerAddress {
    /// Creates what is missing.
    func writer(_ settings: LedgerSettings) throws(LedgerError) -> LedgerStore {
        switch self {
        case .file(let path): try SQLiteOpening.writer(path, settings)
        }
    }

    /// For the questions of somebody who writes too.
    func reader(_ settings: LedgerSettings) throws(LedgerError) -> LedgerStore {
        switch self {
        case .file(let path): try SQLiteOpening.reader(path, settings)
        }
    }

    /// For questions only; `nil` where that takes the right to write.
    func lookingOnly(_ settings: LedgerSettings) throws(LedgerError) -> LedgerStore? {
        switch self {
        case .file(let path): LedgerFile.isReadOnly(path) ? try SQLiteOpening.lookingOnly(path, settings) : nil
        }
    }
}
