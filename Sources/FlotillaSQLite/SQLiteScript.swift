import FlotillaDriver

/// What a script for sqlite3 says for Flotilla.
extension SQLiteDialect {
    public var scriptCommand: String { "sqlite3 FILE < SCRIPT" }

    public func scriptBeginning(_ request: OpeningRequest) -> [String] {
        [".bail on"] + scriptLimits(lock: request.lockTimeout, statement: nil)
    }

    public func scriptNames(_ request: OpeningRequest) -> [String] { [] }

    /// The pragma would print the number that it sets.
    public func scriptLimits(lock: Duration?, statement: Duration?) -> [String] {
        lock.map { [".timeout \($0.wholeMilliseconds)"] } ?? []
    }

    public func scriptVersionTable(_ request: OpeningRequest) -> [String] {
        versionTableCreation(request, ifMissing: true).map { $0 + ";" }
    }

    public func versionTableName(_ request: OpeningRequest) -> String { identifier(request.versionTable) }

    /// The journal goes with the step.
    public func holdsJournal(_ request: OpeningRequest) -> String? {
        "EXISTS (SELECT 1 FROM sqlite_schema WHERE name = \(quoted(OpeningRequest.journalTable)))"
    }

    /// A query would print its result; the name of a constraint that does not hold stands in the error.
    public func scriptRequirement(_ condition: String, or complaint: String) -> [String] {
        [
            "CREATE TEMP TABLE flotilla_requirement "
                + "(holds INTEGER, CONSTRAINT \(identifier(complaint)) CHECK (holds));",
            "INSERT INTO temp.flotilla_requirement SELECT (\(condition));",
            "DROP TABLE temp.flotilla_requirement;",
        ]
    }
}
