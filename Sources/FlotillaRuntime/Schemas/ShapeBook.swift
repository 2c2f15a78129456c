import FlotillaDriver
import FlotillaSQL
import FlotillaSchema
import Synchronization

/// The schemas that were met in a run, each once: a fleet has thousands of targets and few shapes.
public final class ShapeBook: Sendable {
    private let adapters: [Engine: SchemaAdapter]
    private let leavingOut: LeftOut
    private let others: OtherSchemas
    private let estimatesRows: Bool
    private let timeout: Duration
    private let shapes = Mutex<[String: Schema]>([:])
    private let unreadNames = Mutex<[String: Int]>([:])

    /// - Parameters:
    ///   - leavingOut: what of a schema nobody cares about.
    ///   - others: what of a PostgreSQL database is read besides the target's own schema.
    ///   - estimatesRows: asks each target about how many rows its tables have, too.
    public init(
        _ adapters: [Engine: SchemaAdapter], leavingOut: LeftOut = LeftOut(), others: OtherSchemas = .none,
        estimatesRows: Bool = false, timeout: Duration = .seconds(60)
    ) {
        self.adapters = adapters
        self.leavingOut = leavingOut
        self.others = others
        self.estimatesRows = estimatesRows
        self.timeout = timeout
    }

    /// One of those with that fingerprint.
    public func schema(_ fingerprint: String) -> Schema? { shapes.withLock { $0[fingerprint] } }

    /// Schemas of targets' databases that have something and were not read, each with the number of those targets.
    public var unread: [String: Int] { unreadNames.withLock { $0 } }

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
        let read = try adapter(engine).reader.read(session, scope(schema, versionTable), deadline: deadline)
        unreadNames.withLock { names in
            for name in read.unread.names where !leavingOut.leavesOut(namespace: name) { names[name, default: 0] += 1 }
        }
        return note(read)
    }

    /// About how many rows the larger tables of a target have; `nil` where that is not asked. Blocks.
    func estimates(
        _ session: any Session, _ engine: Engine, _ request: OpeningRequest
    ) throws(TargetFailure) -> [RowEstimate]? {
        guard estimatesRows else { return nil }
        do {
            return try adapter(engine).estimator.estimates(
                session, scope(request.schema, request.versionTable), atLeast: RowEstimate.smallestKept,
                deadline: .after(timeout))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    /// What would have to be done to make one of the schemas noted the other.
    func difference(from: String, to: String) -> ChangeSummary? {
        guard
            let (from, to) = shapes.withLock({ shapes in shapes[from].flatMap { one in shapes[to].map { (one, $0) } } }
            ),
            let renderer = adapters[to.engine]?.renderer
        else { return nil }
        let difference = SchemaComparison.difference(from: from, to: to)
        return ChangeSummary(difference, spelling: renderer.spelling(of:))
    }

    private func adapter(_ engine: Engine) throws(DriverError) -> SchemaAdapter {
        guard let adapter = adapters[engine] else {
            throw DriverError(.unsupported, message: "schemas of \(engine.rawValue) cannot be read")
        }
        return adapter
    }

    private func scope(_ schema: String?, _ versionTable: String) -> SchemaScope {
        SchemaScope(own: schema, others: others.beside(schema), ignored: [versionTable, OpeningRequest.journalTable])
    }
}
