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
        do {
            return try note(
                session, engine, schema: request.schema, versionTable: request.versionTable, deadline: .after(timeout))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    /// Without the tables of our own. Blocks.
    func note(
        _ session: any Session, _ engine: Engine, schema: String?, versionTable: String, deadline: Deadline
    ) throws(DriverError) -> String {
        guard let adapter = adapters[engine] else {
            throw DriverError(.unsupported, message: "schemas of \(engine.rawValue) cannot be read")
        }
        let ignored: Set = [versionTable, OpeningRequest.journalTable]
        return note(try adapter.reader.read(session, SchemaScope(own: schema, ignored: ignored), deadline: deadline))
    }

    /// What would have to be done first to make one of the schemas noted the other.
    func firstDifference(from: String, to: String) -> String? {
        guard
            let (from, to) = shapes.withLock({ shapes in shapes[from].flatMap { one in shapes[to].map { (one, $0) } } }
            ),
            let renderer = adapters[to.engine]?.renderer
        else { return nil }
        let difference = SchemaComparison.difference(from: from, to: to)
        return ChangeSummary(difference, spelling: renderer.spelling(of:)).lines.first?.text
    }
}
