import FlotillaDriver
import FlotillaInventory
import FlotillaMySQL
import FlotillaPostgreSQL
import FlotillaRollout
import FlotillaRuntime
import FlotillaSQL
import FlotillaSQLite
import FlotillaSchema
import Foundation
import Testing

/// What tests of gates measure with.
enum Measuring {
    static let pool = BlockingPool(width: 64)
    /// Whoever waits for a measurement waits here: Swift's own threads are few, and other tests block them.
    private static let waiting = BlockingPool(width: 64)
    static let scene = GateMeasurer.Scene(rollout: "r-1", wave: "canary")

    static let adapters: [Engine: EngineAdapter] = [
        .postgresql: EngineAdapter(driver: PostgreSQLDriver(), dialect: PostgreSQLDialect()),
        .mysql: EngineAdapter(driver: MySQLDriver(), dialect: MySQLDialect()),
        .sqlite: EngineAdapter(driver: SQLiteDriver(), dialect: SQLiteDialect()),
    ]

    private static let schemas: [Engine: SchemaAdapter] = [
        .postgresql: SchemaAdapter(
            reader: PostgreSQLSchemaReader(), renderer: PostgreSQLRenderer(), estimator: PostgreSQLRowEstimator()),
        .mysql: SchemaAdapter(
            reader: MySQLSchemaReader(), renderer: MySQLRenderer(), estimator: MySQLRowEstimator()),
        .sqlite: SchemaAdapter(
            reader: SQLiteSchemaReader(), renderer: SQLiteRenderer(), estimator: SQLiteRowEstimator()),
    ]

    static func measurer(
        _ adapters: [Engine: EngineAdapter] = adapters, folder: String = "", variables: [String: String] = [:],
        limit: Int = 4
    ) -> GateMeasurer {
        let environment = FlotillaInventory.Environment(variables.merging(["PATH": "/usr/bin:/bin"]) { $1 })
        return GateMeasurer(
            adapters: adapters,
            shapes: ShapeServices(schemas, versionTable: "alembic_version", migrations: folder + "/migrations"),
            secrets: Secrets(environment: environment), environment: environment, folder: folder,
            pool: pool, limit: limit, connectTimeout: .seconds(5))
    }

    static func measure(
        _ kind: GateKind, _ measurer: GateMeasurer = measurer(), targets: [Target] = [],
        within time: Duration = .seconds(20), stop: StopSignal = StopSignal()
    ) async -> GateMeasurement {
        await timed(kind, measurer, targets: targets, within: time, stop: stop).measurement
    }

    /// And how long it took.
    static func timed(
        _ kind: GateKind, _ measurer: GateMeasurer = measurer(), targets: [Target] = [],
        within time: Duration = .seconds(20), stop: StopSignal = StopSignal()
    ) async -> (measurement: GateMeasurement, took: Duration) {
        let task = Task(executorPreference: waiting) {
            let start = ContinuousClock.now
            let measurement = await measurer.measure(
                kind, scene, targets: targets, deadline: .after(time), stop: stop)
            return (measurement, ContinuousClock.now - start)
        }
        return await task.value
    }
}

/// Raises the signal once something is seen, from a thread of its own: whoever waits for a measurement must not block a
/// thread that the measurement needs.
func raise(_ stop: StopSignal, once what: String, _ condition: @escaping @Sendable () throws -> Bool) {
    Thread.detachNewThread {
        // What does not come is on record by then.
        try? eventually(what, condition)
        stop.raise()
    }
}

extension GateMeasurement {
    /// The words of a failure or an error; empty for a pass.
    var words: String {
        switch self {
        case .pass: ""
        case .fail(let words), .error(let words): words
        }
    }

    var isError: Bool { if case .error = self { true } else { false } }
    var isFailure: Bool { if case .fail = self { true } else { false } }
}
