import FlotillaDriver
import FlotillaSQL
import Testing

@testable import FlotillaInventory

@Suite("A URL template")
struct URLTemplateTests {
    private func resolve(_ text: String, _ variables: [String: String] = [:]) throws -> ConnectionURL {
        let template = try URLTemplate(parsing: text)
        return try template.resolve(secrets: Secrets(environment: Environment(variables)))
    }

    private func fault(_ text: String) -> URLFault? {
        do throws(URLFault) {
            _ = try URLTemplate(parsing: text)
            return nil
        } catch { return error }
    }

    @Test("takes a password of odd characters from a reference as it is")
    func oddCharacters() throws {
        let odd = "p@:/%'\"?#&=${x} ü"
        let url = try resolve("postgresql://u:${env:PW}@db1:5433/app?sslmode=require", ["PW": odd])
        #expect(url.password == Secret(odd))
    }

    @Test("names a schema that PostgreSQL takes as it is", arguments: ["", String(repeating: "s", count: 64), "a%0Ab"])
    func badSchema(schema: String) {
        #expect(fault("postgresql://h/d?schema=\(schema)")?.problem == .badSchema)
    }

    @Test("keeps its other parts when a password is odd")
    func otherParts() throws {
        let url = try resolve("postgresql://u:${PW}@db1:5433/app?sslmode=require", ["PW": "@evil:1/x?y"])
        let expected = ConnectionURL(
            engine: .postgresql, hosts: [.init(name: "db1", port: 5433)], user: "u", password: Secret("@evil:1/x?y"),
            database: "app", options: ["sslmode": "require"])
        #expect(url == expected)
    }

    @Test("takes references in user, host, port, database, option and schema")
    func everyPart() throws {
        let url = try resolve(
            "postgresql://${U}:x${P}y@${H}:${PORT}/t_${D}?sslmode=${M}&schema=${S}",
            ["U": "me", "P": "-", "H": "h", "PORT": "6000", "D": "d", "M": "prefer", "S": "s"])
        let expected = ConnectionURL(
            engine: .postgresql, hosts: [.init(name: "h", port: 6000)], user: "me", password: Secret("x-y"),
            database: "t_d", options: ["sslmode": "prefer"], schema: "s")
        #expect(url == expected)
    }

    @Test("takes the ports of several hosts from references")
    func severalPorts() throws {
        let url = try resolve("postgresql://a:${A},b:7,c:${C}/d", ["A": "5", "C": "9"])
        #expect(url.hosts == [.init(name: "a", port: 5), .init(name: "b", port: 7), .init(name: "c", port: 9)])
    }

    @Test("parses a reference that is the whole text as a URL")
    func whole() throws {
        let url = try resolve("${DB}", ["DB": "mysql://u:p%40@h/d"])
        #expect(url == (try ConnectionURL(parsing: "mysql://u:p%40@h/d")))
    }

    @Test("tells nothing of a whole URL that is wrong")
    func wholeWrong() throws {
        let template = try URLTemplate(parsing: "${DB}")
        let secrets = Secrets(environment: Environment(["DB": "hunter2://x"]))
        #expect(throws: InventoryError.Reason.badURL(.inReference(.environment("DB"), .unknownScheme(nil)))) {
            try template.resolve(secrets: secrets)
        }
    }

    @Test("refuses a port that is no number once it is known")
    func badPort() throws {
        let template = try URLTemplate(parsing: "mysql://h:${PORT}/d")
        #expect(throws: InventoryError.Reason.secretUnavailable(.environment("PORT"), .notPort)) {
            try template.resolve(secrets: Secrets(environment: Environment(["PORT": "0"])))
        }
    }

    @Test("fails on a variable that is not set")
    func unset() throws {
        let template = try URLTemplate(parsing: "mysql://u:${NO}@h/d")
        #expect(throws: InventoryError.Reason.secretUnavailable(.environment("NO"), .notSet)) {
            try template.resolve(secrets: Secrets(environment: Environment([:])))
        }
    }

    @Test("does not let a percent-encoded mark stand in for a reference")
    func forgedMark() {
        #expect(fault("mysql://u:${PW}@h/%F3%B0%80%80")?.problem == .malformed)
    }

    @Test(
        "names what is wrong and where, in characters",
        arguments: [
            ("nonsense", URLProblem.missingScheme, 0),
            ("oracle://h/d", .unknownScheme("oracle"), 0),
            ("mysql://h:99999/d", .badPort, 10),
            ("mysql://ü:${PW}@h:0/d", .badPort, 18),
            ("mysql://h", .missingDatabase, 9),
            ("mysql://u:%zz@h/d", .badPercentEncoding, 10),
            ("mysql://u:${env:PW@h/d", .unterminatedReference, 10),
            ("mysql://u:${vault:x}@h/d", .unknownReference(kind: "vault"), 10),
            ("mysql://u:${file:}@h/d", .emptyReference, 10),
        ])
    func faults(text: String, problem: URLProblem, offset: Int) {
        #expect(fault(text) == URLFault(problem: problem, offset: offset))
    }

    @Test("names the nearest option")
    func option() {
        let allowed = ConnectionURL.allowedOptions(.mysql)
        let expected = URLProblem.unknownOption("sslmod", nearest: "sslmode", allowed: allowed)
        #expect(fault("mysql://h/d?sslmod=off") == URLFault(problem: expected, offset: 12))
    }

    @Test("refuses a password with an unescaped slash, and shows no part of it")
    func slashInPassword() {
        #expect(fault("postgresql://u:1234/5@h/d") == URLFault(problem: .strayAt, offset: 21))
    }

    @Test("refuses references from outside")
    func outside() throws {
        #expect(throws: URLFault(problem: .referenceFromOutside, offset: 10)) {
            try URLTemplate(parsing: "mysql://u:${file:/etc/shadow}@h/d", allowsReferences: false)
        }
    }

    @Test(
        "shows references as written and no literal password",
        arguments: [
            ("postgresql://u:hunter2@h/d", "postgresql://u:***@h/d"),
            ("postgresql://u:${file:/run/pw}@h/d", "postgresql://u:${file:/run/pw}@h/d"),
            ("postgresql://u:a${X}b@h/d", "postgresql://u:***@h/d"),
            ("postgresql://u@h/d", "postgresql://u@h/d"),
            ("sqlite:a@b:c.db", "sqlite:a@b:c.db"),
        ])
    func redacted(text: String, shown: String) throws {
        #expect("\(try URLTemplate(parsing: text))" == shown)
    }

    @Test("does not show a password to a debugger's mirror")
    func mirror() throws {
        var dumped = ""
        dump(try URLTemplate(parsing: "postgresql://u:hunter2@h/d"), to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test(
        "replaces its database",
        arguments: [
            (
                "postgresql://u:${command:cat /a?b}@h/postgres?sslmode=require",
                "postgresql://u:${command:cat /a?b}@h/t%2F1?sslmode=require"
            ),
            ("${URL}", "${URL}/t%2F1"),
        ])
    func replacesDatabase(text: String, shown: String) throws {
        #expect(try URLTemplate(parsing: text).replacingDatabase("t/1").redacted == shown)
    }

    @Test("replaces the database of a whole reference once that is known")
    func replacesDatabaseOfReference() throws {
        let template = try URLTemplate(parsing: "${DB}").replacingDatabase("t 1")
        let url = try template.resolve(secrets: Secrets(environment: Environment(["DB": "mysql://h/mysql"])))
        #expect(url.database == "t 1")
    }

    @Test("sees a relative SQLite path from the inventory's folder", arguments: ["sqlite:a.db", "sqlite:///a.db"])
    func relativePath(text: String) throws {
        let url = try URLTemplate(parsing: text, folder: "/srv/fleet").resolve(secrets: Secrets())
        #expect(url.database == "/srv/fleet/a.db")
    }

    @Test(
        "knows its server when no secret is needed for it",
        arguments: [
            ("postgresql://u:${PW}@db1/d", "postgresql://db1:5432"), ("postgresql://u@${H}/d", nil),
            ("mysql://h:${PORT}/d", nil), ("${URL}", nil), ("sqlite:a.db", "sqlite"),
        ])
    func serverKey(text: String, key: String?) throws {
        #expect(try URLTemplate(parsing: text).serverKey == key)
    }
}
