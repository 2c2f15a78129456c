import FlotillaDriver
import FlotillaPostgreSQL

extension EngineUnderTest {
    static let postgresql = EngineUnderTest(
        name: "PostgreSQL",
        driver: PostgreSQLDriver(),
        url: { try ConnectionURL(parsing: environment("FLOTILLA_TEST_POSTGRESQL")) },
        endlessStatement: "SELECT pg_sleep(600)",
        stateAfterFailure: .failed,
        hexadecimal: ("SELECT encode('", "'::bytea, 'hex')"))
}
