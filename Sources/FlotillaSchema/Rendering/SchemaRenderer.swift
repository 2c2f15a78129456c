import FlotillaSQL

/// Writes what has to be done about a difference in the SQL of one engine. One value per engine; no other place makes SQL
/// that changes a schema.
public protocol SchemaRenderer: Sendable {
    var engine: Engine { get }

    /// Statements that make `difference.from` into `difference.to`, in an order in which they can be carried out.
    func statements(for difference: SchemaDifference) -> [RenderedStatement]

    /// The type as the engine spells it.
    func spelling(of type: ColumnType) -> String

    /// The neutral word for the engine's spelling, if the engine spells that word exactly so; else the spelling itself.
    func type(spelled spelling: String) -> ColumnType
}

/// One statement, with what a reader and the runner have to know of it.
public struct RenderedStatement: Sendable, Hashable {
    /// What it is for, in a few words that begin small: `add column users.email`. Statements that serve one change share
    /// them.
    public var purpose: String
    /// Ends without a semicolon. May have several lines.
    public var sql: String
    /// Rows or columns are gone afterwards.
    public var losesData: Bool
    /// It runs outside of transactions only: `CREATE INDEX CONCURRENTLY`. Or what comes behind it needs it to be committed.
    public var runsAlone: Bool
    /// What a person should know before it runs: that it rewrites the table, that it fails where a value is NULL.
    public var remarks: [String]

    public init(
        _ purpose: String, _ sql: String, losesData: Bool = false, runsAlone: Bool = false, remarks: [String] = []
    ) {
        self.purpose = purpose
        self.sql = sql
        self.losesData = losesData
        self.runsAlone = runsAlone
        self.remarks = remarks
    }
}
