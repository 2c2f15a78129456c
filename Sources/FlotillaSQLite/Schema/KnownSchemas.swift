import FlotillaDriver
import FlotillaSchema
import Synchronization

/// Schemas that were read before, by what SQLite's own table said: the files of a fleet have few different ones, and to take
/// their texts apart takes far longer than to fetch them.
final class KnownSchemas: Sendable {
    /// Fleets with more shapes begin anew.
    private static let limit = 64

    private let schemas = Mutex<[Digest: Schema]>([:])

    /// What `read` makes of the rows, unless they are known.
    func schema(of rows: [SQLiteSchemaRow], ignoring ignored: Set<String>, read: () -> Schema) -> Schema {
        let key = Self.digest(rows, ignored)
        if let known = schemas.withLock({ $0[key] }) { return known }
        let schema = read()
        schemas.withLock { schemas in
            if schemas.count == Self.limit { schemas = [:] }
            schemas[key] = schema
        }
        return schema
    }

    /// Of bytes, for texts that Unicode takes for one are two to SQLite; and of lengths, so that none passes for two.
    private static func digest(_ rows: [SQLiteSchemaRow], _ ignored: Set<String>) -> Digest {
        var bytes: [UInt8] = []
        append("\(ignored.count)", to: &bytes)
        for text in ignored.sorted() { append(text, to: &bytes) }
        for row in rows {
            for text in [row.kind.rawValue, row.name, row.owner, row.sql] { append(text, to: &bytes) }
        }
        return .sha256(bytes)
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes += "\(text.utf8.count):".utf8
        bytes += text.utf8
    }
}
