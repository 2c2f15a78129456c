import FlotillaDriver
import FlotillaInventory
import FlotillaSQL
import FlotillaSchema

/// Why a schema could not be had.
public struct SchemaFailure: Error, Sendable {
    public enum Reason: Sendable {
        /// Nobody has named a server on which databases of this engine may be made.
        case noScratch
        /// A scratch database could not be made.
        case scratch(DriverError)
        /// No temporary folder could be made; in the system's words.
        case folder(path: String, words: String)
        /// A file, program or URL that the settings name.
        case inventory(InventoryError)
        /// Somebody's statements failed where they were tried out: in which file or program, and at which line.
        case statement(source: String, line: Int, excerpt: String, DriverError)
        /// A statement that we wrote ourselves failed where it was tried out.
        case rendered(RenderedStatement, DriverError)
        /// A script that cannot be split into statements.
        case script(source: String, line: Int, words: String)
        /// Scripts end within a transaction, which takes back what they have made since this statement.
        case unclosed(source: String, line: Int, excerpt: String)
        /// A statement of a script would write to another database than the scratch one.
        case leaving(source: String, line: Int, excerpt: String, database: String)
        /// A revision could not be run on a scratch database.
        case revision(TargetFailure)
        /// The database could not be reached or read.
        case reading(DriverError)
    }

    public var engine: Engine
    public var reason: Reason

    public init(_ engine: Engine, _ reason: Reason) {
        self.engine = engine
        self.reason = reason
    }
}
