import FlotillaRollout
import Testing

@testable import FlotillaPostgreSQL

@Suite("SQLSTATE")
struct SQLStateTests {
    @Test(
        "a code has one cause in a session",
        arguments: [
            ("08006", .connectionLost), ("08P01", .connectionLost), ("0A000", .unsupported), ("22P02", .other),
            ("23502", .constraintViolation), ("23P01", .constraintViolation), ("25006", .readOnly),
            ("25P03", .connectionLost), ("28000", .authentication), ("28P01", .authentication),
            ("3D000", .missingDatabase), ("3F000", .missingDatabase), ("40001", .deadlock), ("40P01", .deadlock),
            ("42501", .permission), ("42601", .syntax), ("42P01", .other), ("42P07", .other), ("53100", .diskFull),
            ("53200", .other), ("53300", .tooManyConnections), ("55P03", .lockTimeout), ("57014", .statementTimeout),
            ("57P01", .connectionLost), ("57P02", .connectionLost), ("57P03", .notReady), ("57P04", .missingDatabase),
            ("P0001", .other), ("XX001", .corrupt), ("", .other),
        ] as [(String, FailureCause)])
    func session(code: String, cause: FailureCause) {
        #expect(SQLState.cause(code, .session) == cause)
    }

    @Test(
        "before there is a session a broken or closing connection is one that cannot be had yet",
        arguments: [("08006", .unreachable), ("57P01", .notReady), ("57P02", .notReady), ("57P03", .notReady)]
            as [(String, FailureCause)])
    func login(code: String, cause: FailureCause) {
        #expect(SQLState.cause(code, .login) == cause)
    }

    @Test("the code is found in libpq's verbose message")
    func verboseMessage() throws {
        let words = """
            connection to server at "db: 1" (10.0.0.1), port 5432 failed: FATAL:  28P01: password authentication failed
            LOCATION:  auth_failed, auth.c:334
            """
        let answer = try #require(LoginFailure.serverAnswer(in: words))
        #expect(answer == ("28P01", "password authentication failed"))
    }

    @Test(
        "a message of libpq itself has no code",
        arguments: ["", ":  ", "connection to server failed: Connection refused", "a:  12345", "a:  abcde: b"])
    func ownMessage(words: String) {
        #expect(LoginFailure.serverAnswer(in: words) == nil)
    }

    @Test(
        "what stands between quotation marks goes, whatever the language",
        arguments: [
            #"type integer: "a"b" stays"#, "type integer: »a»b« stays", "type integer: „a“ stays",
        ])
    func quotation(text: String) {
        #expect(ServerMessage.withoutQuotation(text) == #"type integer: "…" stays"#)
    }

    @Test(
        "a command tag counts the rows that changed",
        arguments: [
            ("INSERT 0 3", 3), ("UPDATE 4", 4), ("DELETE 0", 0), ("MERGE 2", 2), ("COPY 7", 7), ("SELECT 5", nil),
            ("CREATE TABLE", nil), ("", nil),
        ] as [(String, Int?)])
    func commandTag(tag: String, count: Int?) {
        #expect(ResultCollector.affectedRows(tag: tag) == count)
    }
}
