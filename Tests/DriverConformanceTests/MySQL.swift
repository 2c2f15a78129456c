import FlotillaDriver
import FlotillaMySQL

extension EngineUnderTest {
    static let mysql = EngineUnderTest(
        name: "MySQL",
        driver: MySQLDriver(),
        url: { try mysqlDatabase.get() },
        endlessStatement: "SELECT SLEEP(600)",
        stateAfterFailure: .open,
        hexadecimal: ("SELECT HEX(_binary'", "')"))

    /// A database whose tables hold all of Unicode, whatever the server's default is.
    private static let mysqlDatabase = Result<ConnectionURL, any Error> {
        var url = try ConnectionURL(parsing: environment("FLOTILLA_TEST_MYSQL"))
        let settings = SessionSettings(applicationName: "flotilla-conformance")
        let session = try MySQLDriver().connect(
            to: url, settings: settings, deadline: .after(.seconds(20)), stop: StopSignal())
        defer { session.close() }
        url.database = "flotilla_conformance"
        try session.run("CREATE DATABASE IF NOT EXISTS \(url.database) CHARACTER SET utf8mb4")
        return url
    }
}
