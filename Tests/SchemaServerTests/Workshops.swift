import FlotillaDriver
import FlotillaInventory
import FlotillaMySQL
import FlotillaPostgreSQL
import FlotillaRuntime
import FlotillaSQL
import FlotillaSQLite
import FlotillaSchema
import Foundation
import Testing

/// Where the tests make schemas on real engines.
enum Workshops {
    static func workshop(_ engine: Engine) throws -> SchemaWorkshop {
        let adapter: EngineAdapter
        let schemas: SchemaAdapter
        switch engine {
        case .postgresql:
            adapter = EngineAdapter(driver: PostgreSQLDriver(), dialect: PostgreSQLDialect())
            schemas = SchemaAdapter(
                reader: PostgreSQLSchemaReader(), renderer: PostgreSQLRenderer(), estimator: PostgreSQLRowEstimator())
        case .mysql:
            adapter = EngineAdapter(driver: MySQLDriver(), dialect: MySQLDialect())
            schemas = SchemaAdapter(
                reader: MySQLSchemaReader(), renderer: MySQLRenderer(), estimator: MySQLRowEstimator())
        case .sqlite:
            adapter = EngineAdapter(driver: SQLiteDriver(), dialect: SQLiteDialect())
            schemas = SchemaAdapter(
                reader: SQLiteSchemaReader(), renderer: SQLiteRenderer(), estimator: SQLiteRowEstimator())
        }
        return SchemaWorkshop(
            engine: engine, adapter: adapter, schemas: schemas, settings: MigrationSettings(), secrets: Secrets(),
            scratch: try server(engine), stop: StopSignal())
    }

    private static func server(_ engine: Engine) throws -> URLTemplate? {
        switch engine {
        case .postgresql: try URLTemplate(parsing: variable("FLOTILLA_TEST_POSTGRESQL"))
        case .mysql: try URLTemplate(parsing: variable("FLOTILLA_TEST_MYSQL"))
        case .sqlite: nil
        }
    }

    private static func variable(_ name: String) throws -> String {
        try #require(ProcessInfo.processInfo.environment[name], "scripts/test starts the servers and sets \(name)")
    }
}

extension SchemaWorkshop {
    /// What is still to be done on the way from one schema to another, when the statements for it have been carried out on
    /// an engine; and then what is on the way back.
    func remainders(
        from: Schema, to: Schema, start: [SchemaScript], options: ComparisonOptions = ComparisonOptions()
    ) throws -> (there: [Change], back: [Change]) {
        let there = try SchemaComparison.difference(from: from, to: to, options: options)
        let back = try SchemaComparison.difference(from: to, to: from, options: options.reversed)
        let lists = [there, back].map { schemas.renderer.statements(for: $0) }
        let made = try onStage { stage throws(SchemaFailure) in
            try stage.run(start)
            return try lists.map { list throws(SchemaFailure) in
                try stage.carryOut(list)
                return try stage.read()
            }
        }
        return (
            SchemaComparison.difference(from: made[0], to: to).changes,
            SchemaComparison.difference(from: made[1], to: from).changes
        )
    }
}
