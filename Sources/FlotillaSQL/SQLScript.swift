/// A script, cut into the statements that its engine's server would count.
///
/// The servers read statements by grammar, their command line clients by a lexer. This is a lexer that knows as much
/// grammar as it takes to agree with the server: bodies of stored programs and triggers, lists of a rule. It never
/// alters a byte, and what a server would never be sent (client commands) it names as a problem instead of guessing.
///
/// MySQL's multi-byte character sets other than UTF-8 are not known here: connect with `utf8mb4`.
public struct SQLScript: Sendable {
    public let bytes: [UInt8]
    public let engine: Engine
    public let pieces: [SQLPiece]
    public let statements: [SQLStatement]
    /// In the order of the script. Statements are told apart as well as can be, but a script with a problem must not run.
    public let problems: [SQLProblem]
    public let notes: [SQLNote]
    /// A statement changes how the strings behind it are read, so the script must be sent statement by statement: a
    /// server that gets it whole reads all of it under the first setting.
    public let changesStringSyntax: Bool

    /// Linear in the number of bytes.
    public init(_ bytes: [UInt8], engine: Engine, options: SQLOptions = SQLOptions()) {
        switch engine {
        case .postgresql: self.init(Splitter<PostgreSQLBody>(bytes, engine: engine, options: options))
        case .mysql: self.init(Splitter<MySQLBody>(bytes, engine: engine, options: options))
        case .sqlite: self.init(Splitter<SQLiteBody>(bytes, engine: engine, options: options))
        }
    }

    private init<Body>(_ splitter: Splitter<Body>) {
        var splitter = splitter
        splitter.run()
        bytes = splitter.bytes
        engine = splitter.engine
        pieces = splitter.pieces
        statements = splitter.statements
        problems = splitter.problems.sorted { $0.position.offset < $1.position.offset }
        notes = splitter.notes
        changesStringSyntax = splitter.changesStringSyntax
    }
}
