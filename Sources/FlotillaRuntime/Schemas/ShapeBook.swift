import FlotillaDriver
import FlotillaSQL
import FlotillaSchema
import Synchronization

/// The schemas that were met in a run, each once: a fleet has thousands of targets and few shapes.
public final class ShapeBook: Sendable {
    private let adapters: [Engine: SchemaAdapter]
    private let leavingOut: LeftOut
    private let timeout: Duration
    private let shapes = Mutex<[String: Schema]>([:])

    /// - Parameter leavingOut: what of a schema nobody cares about.
    public init(
        _ adapters: [Engine: SchemaAdapter], leavingOut: LeftOut = LeftOut(), timeout: Duration = .seconds(60)
    ) {
        self.adapters = adapters
        self.leavingOut = leavingOut
        self.timeout = timeout
    }

    /// One of those with that fingerprint.
    public func schema(_ fingerprint: String) -> Schema? { shapes.withLock { $0[fingerprint] } }

    /// Notes a schema that was had otherwise. Returns its fingerprint.
    public func note(_ schema: Schema) -> String {
        let schema = schema.leavingOut(leavingOut)
        let fingerprint = schema.fingerprint
        shapes.withLock { shapes in
            if shapes[fingerprint] == nil { shapes[fingerprint] = schema }
        }
        return fingerprint
    }

    /// Reads the schema of a target. Blocks.
    func note(
        _ session: any Session, _ engine: Engine, _ request: OpeningRequest
    ) throws(TargetFailure) -> String {
        guard let adapter = adapters[engine] else {
            throw TargetFailure(cause: .unsupported, message: "schemas of \(engine.rawValue) cannot be read")
        }
        let ignored: Set = [request.versionTable, OpeningRequest.journalTable]
        do {
            return note(
                try adapter.reader.read(
                    session, SchemaScope(own: request.schema, ignored: ignored), deadline: .after(timeout)))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }
}
