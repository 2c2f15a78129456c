/// What Flotilla says for itself in a script that people hand to the engine's own command line client: `psql`, `mariadb`,
/// `sqlite3`. No session of ours sees to it there, so the script itself has to stop when something is not as it must be.
///
/// Everything is whole lines, ends of statements included, because a client has commands that are no statements.
public protocol ScriptDialect {
    /// How the client is started, with the script on standard input.
    var scriptCommand: String { get }

    /// Makes the client stop at the first error, and the text mean what it says wherever it is run.
    func scriptBeginning(_ request: OpeningRequest) -> [String]

    /// Looks names up in the target's own schema again, where a script may have changed that.
    func scriptNames(_ request: OpeningRequest) -> [String]

    /// Other limits from here on; of those that are `nil` nothing is said. An engine leaves out what it cannot be told so.
    func scriptLimits(lock: Duration?, statement: Duration?) -> [String]

    /// Makes the version table where there is none, as Alembic makes it.
    func scriptVersionTable(_ request: OpeningRequest) -> [String]

    /// The version table's name, as it stands in statements.
    func versionTableName(_ request: OpeningRequest) -> String

    /// A condition that is true while the target's journal holds a step that was begun and not ended; `nil` where only a table
    /// that may not be there would tell.
    func holdsJournal(_ request: OpeningRequest) -> String?

    /// Fails unless the condition holds. Prints nothing otherwise.
    ///
    /// - Parameter complaint: what the error says, where the engine lets it speak.
    func scriptRequirement(_ condition: String, or complaint: String) -> [String]
}

extension MigrationDialect {
    /// A condition that is true while the version table holds these rows and no others.
    public func holdsVersions(_ versions: [String], in request: OpeningRequest) -> String {
        let table = versionTableName(request)
        if let history = request.history { return historyTable(history, request).holds(versions.first) }
        guard !versions.isEmpty else { return "NOT EXISTS (SELECT 1 FROM \(table))" }
        let known = versions.map(quoted).joined(separator: ", ")
        let count = "(SELECT count(*) FROM \(table)"
        return "\(count)) = \(versions.count) AND \(count) WHERE version_num IN (\(known))) = \(versions.count)"
    }
}
