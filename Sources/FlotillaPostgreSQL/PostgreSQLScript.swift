import FlotillaDriver

/// What a script for psql says for Flotilla.
extension PostgreSQLDialect {
    public var scriptCommand: String { "psql --no-psqlrc --quiet DATABASE < SCRIPT" }

    public func scriptBeginning(_ request: OpeningRequest) -> [String] {
        ["\\set ON_ERROR_STOP on", "SET client_encoding = 'UTF8';", "SET standard_conforming_strings = on;"]
            + scriptNames(request) + scriptLimits(lock: request.lockTimeout, statement: request.statementTimeout)
    }

    public func scriptNames(_ request: OpeningRequest) -> [String] {
        [set("search_path", searchPath(request), isLocal: false) + ";"]
    }

    public func scriptLimits(lock: Duration?, statement: Duration?) -> [String] {
        [("lock_timeout", lock), ("statement_timeout", statement)].compactMap { name, value in
            value.map { set(name, String($0.wholeMilliseconds), isLocal: false) + ";" }
        }
    }

    public func scriptVersionTable(_ request: OpeningRequest) -> [String] {
        versionTableCreation(request, ifMissing: true).map { $0 + ";" }
    }

    public func versionTableName(_ request: OpeningRequest) -> String { qualified(request.versionTable, request) }

    /// The journal goes with the step.
    public func holdsJournal(_ request: OpeningRequest) -> String? {
        "pg_catalog.to_regclass(\(quoted(qualified(OpeningRequest.journalTable, request)))) IS NOT NULL"
    }

    public func scriptRequirement(_ condition: String, or complaint: String) -> [String] {
        let tag = Self.tag(absentFrom: condition + complaint)
        return [
            "DO \(tag) BEGIN", "IF NOT (\(condition)) THEN",
            "RAISE EXCEPTION USING MESSAGE = \(quoted(complaint));", "END IF; END \(tag);",
        ]
    }

    private static func tag(absentFrom text: String) -> String {
        var tag = "$flotilla$"
        var number = 0
        while text.contains(tag) {
            number += 1
            tag = "$flotilla\(number)$"
        }
        return tag
    }
}
