import FlotillaDriver
import FlotillaSQL

/// One database, or one schema of it, that is migrated as a unit, as the inventory describes it.
public struct Target: Sendable, Hashable, CustomStringConvertible {
    public static let idLimit = 128
    public static let labelValueLimit = 256
    /// PostgreSQL cuts longer names, with nothing but a notice.
    public static let schemaLimit = 63

    public let id: TargetID
    public let url: URLTemplate
    public let labels: [String: String]
    /// The PostgreSQL schema, given beside the URL or in its `?schema=`; `nil` means the whole database.
    public let schema: String?
    public let origin: Place

    public init(
        id: TargetID, url: URLTemplate, labels: [String: String] = [:], schema: String? = nil,
        origin: Place = Place(file: "")
    ) {
        self.id = id
        self.url = url
        self.labels = labels
        self.schema = schema ?? url.schema
        self.origin = origin
    }

    /// Every part known: what the roster wrote is read again.
    init(reading id: TargetID, url: URLTemplate, labels: [String: String], schema: String?, origin: Place) {
        self.id = id
        self.url = url
        self.labels = labels
        self.schema = schema
        self.origin = origin
    }

    /// `nil` when only fetching a secret would tell.
    public var engine: Engine? { url.engine }

    public var description: String { id.text }

    /// Fetches the secrets and gives the URL to log in with, schema included.
    ///
    /// Blocks the calling thread while a command runs: call it on a ``BlockingPool``, right before connecting.
    public func resolve(secrets: Secrets) throws(InventoryError) -> ConnectionURL {
        var resolved: ConnectionURL
        do { resolved = try url.resolve(secrets: secrets) } catch { throw InventoryError(error, at: origin) }
        if let schema {
            guard resolved.engine == .postgresql else {
                throw InventoryError(.badURL(.schemaUnsupported(resolved.engine)), at: origin)
            }
            guard resolved.schema == nil || resolved.schema == schema else {
                throw InventoryError(.badURL(.schemaTwice), at: origin)
            }
            resolved.schema = schema
        }
        return resolved
    }
}
