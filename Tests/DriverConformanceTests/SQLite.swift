import FlotillaDriver
import FlotillaSQLite
import Glibc

extension EngineUnderTest {
    static let sqlite = EngineUnderTest(
        name: "SQLite",
        driver: SQLiteDriver(),
        url: {
            // A process has one file, made by whoever comes first.
            let folder = try environment("FLOTILLA_TEST_DIR")
            return try ConnectionURL(parsing: "sqlite:\(folder)/conformance-\(getpid()).db?mode=rwc")
        },
        removeDatabase: {
            $0.database += ".missing"
            $0.options["mode"] = nil
        },
        isRemote: false,
        endlessStatement: """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0
            """,
        stateAfterFailure: .open,
        hexadecimal: ("SELECT hex('", "')"))
}
