import FlotillaDriver

/// Where a ledger is.
public enum LedgerAddress: Sendable, Hashable {
    /// The path of an SQLite file.
    case file(String)
    /// A PostgreSQL database, where the ledger has the schema `flotilla` for itself. The server itself, not a pooler.
    case database(ConnectionURL)

    /// For people, without any secret.
    public var shown: String {
        switch self {
        case .file(let path): path
        case .database(let url): url.redacted
        }
    }
}

extension LedgerAddress {
    /// Creates what is missing.
    ///
    /// - Parameter whenTroubled: is told why the ledger cannot be reached while it is tried again and again.
    func writer(
        _ settings: LedgerSettings, whenTroubled: @escaping (DriverError) -> Void
    ) throws(LedgerError) -> LedgerStore {
        switch self {
        case .file(let path): try SQLiteOpening.writer(path, settings)
        case .database(let url): try PostgreSQLOpening.writer(url, settings, whenTroubled: whenTroubled)
        }
    }

    /// For the questions of somebody who writes too.
    func reader(_ settings: LedgerSettings) throws(LedgerError) -> LedgerStore {
        switch self {
        case .file(let path): try SQLiteOpening.reader(path, settings)
        case .database(let url): try PostgreSQLOpening.reader(url, settings)
        }
    }

    /// For questions only; `nil` where the ledger has to be opened to write first.
    func lookingOnly(_ settings: LedgerSettings) throws(LedgerError) -> LedgerStore? {
        switch self {
        case .file(let path): LedgerFile.isReadOnly(path) ? try SQLiteOpening.lookingOnly(path, settings) : nil
        case .database(let url): try PostgreSQLOpening.lookingOnly(url, settings)
        }
    }

    /// For questions to a ledger that need not be there; `nil` where it is not, or is of an older form.
    func asItIs(_ settings: LedgerSettings) throws(LedgerError) -> LedgerStore? {
        switch self {
        case .file(let path): try SQLiteOpening.asItIs(path, settings)
        case .database(let url): try PostgreSQLOpening.lookingOnly(url, settings)
        }
    }
}
