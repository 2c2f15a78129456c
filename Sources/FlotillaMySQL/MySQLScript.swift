import FlotillaDriver

/// What a script for the clients of MariaDB and MySQL says for Flotilla. They stop at the first error by themselves when
/// they read from a file.
extension MySQLDialect {
    public var scriptCommand: String { "mariadb DATABASE < SCRIPT" }

    public func scriptBeginning(_ request: OpeningRequest) -> [String] {
        ["SET NAMES utf8mb4;", "SET SESSION autocommit = 1;"] + scriptLimits(lock: request.lockTimeout, statement: nil)
    }

    public func scriptNames(_ request: OpeningRequest) -> [String] { [] }

    /// MariaDB and MySQL call the limit for a statement by different names, and which of them it is is not known here.
    public func scriptLimits(lock: Duration?, statement: Duration?) -> [String] {
        let limits = limits(lock, nil, "")
        return limits.isEmpty ? [] : ["SET SESSION \(limits);"]
    }

    public func scriptVersionTable(_ request: OpeningRequest) -> [String] {
        versionTableCreation(request).map { $0 + ";" }
    }

    public func versionTableName(_ request: OpeningRequest) -> String { identifier(request.versionTable) }

    /// The journal stays when the step is over, and a table that is not there cannot be asked.
    public func holdsJournal(_ request: OpeningRequest) -> String? { nil }

    /// No statement of its own can be made to fail with words of ours: they stand before it, and the error names the line.
    public func scriptRequirement(_ condition: String, or complaint: String) -> [String] {
        let words = complaint.split(whereSeparator: \.isNewline).map { "-- else: \($0)" }
        return words + ["SET @flotilla_requirement = IF(\(condition), 1, \(failure));"]
    }
}
