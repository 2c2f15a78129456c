import FlotillaDriver
import FlotillaSQL
import FlotillaSchema
import Synchronization

/// The schemas that were met in a run, each once: a fleet has thousands of targets and few shapes.
public final class ShapeBook: Sendable {
    private let adapters: [Engine: SchemaAdapter]
    private let leavingOut: LeftOut
    private let estimatesRows: Bool
    private let timeout: Duration
    private let shapes = Mutex<[String: Schema]>([:])

    /// - Parameters:
    ///   - leavingOut: what of a schema nobody cares about.
    ///   - estimatesRows: asks each target about how many rows its tables have, too.
    public init(
        _ adapters: [Engine: SchemaAdapter], leavingOut: LeftOut = LeftOut(), estimatesRows: Bool = false,
        timeout: Duration = .seconds(60)
    ) {
        self.adapters = adapters
        self.leavingOut = leavingOut
        self.estimatesRows = estimatesRows
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
        let adapter = try adapter(engine)
        do {
            return note(try adapter.reader.read(session, Self.scope(request), deadline: .after(timeout)))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    /// About how many rows the larger tables of a target have; `nil` where that is not asked. Blocks.
    func estimates(
        _ session: any Session, _ engine: Engine, _ request: OpeningRequest
    ) throws(TargetFailure) -> [RowEstimate]? {
        guard estimatesRows else { return nil }
        let estimator = try adapter(engine).estimator
        do {
            return try estimator.estimates(
                session, Self.scope(request), atLeast: RowEstimate.smallestKept, deadline: .after(timeout))
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
    }

    private func adapter(_ engine: Engine) throws(TargetFailure) -> SchemaAdapter {
        guard let adapter = adapters[engine] else {
            throw TargetFailure(cause: .unsupported, message: "schemas of \(engine.rawValue) cannot be read")
        }
        return adapter
    }

    private static func scope(_ request: OpeningRequest) -> SchemaScope {
        SchemaScope(own: request.schema, ignored: [request.versionTable, OpeningRequest.journalTable])
    }
}
