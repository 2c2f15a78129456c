import Foundation
import Testing

/// The way of a person whose models are Swift types in an executable of their own.
@Suite("Models in Swift")
struct SwiftModelsTests {
    private let project: Project
    private let program: String

    init() throws {
        let servers = try [Environment.postgresql(), Environment.mysql()]
        project = try Project(settings: "scratch: {postgresql: \"\(servers[0])\", mysql: \"\(servers[1])\"}\n")
        try project.scratch.write("migrations/versions/.keep", "")
        program = (try Environment.binary() as NSString).deletingLastPathComponent + "/SampleMigrations"
    }

    private func migrations(_ models: String, _ words: String...) throws -> Finished {
        try run(program, words, in: project.path, environment: ["SAMPLE_MODELS": models])
    }

    private func revision(_ name: String) throws -> String {
        try String(contentsOfFile: project.path + "/migrations/versions/" + name, encoding: .utf8)
    }

    @Test("the example of the guide: migrate, upgrade, a change, migrate, upgrade, downgrade, current")
    func user() throws {
        let database = try project.addSQLite("app", withEffects: false)
        func columns() throws -> [String?] {
            try database.run("SELECT name FROM pragma_table_info('user')").map { $0[0] }
        }
        let first = try migrations("user", "migrate", "-m", "Add user", "--rev-id", "aaa1")
        #expect(first.status == 0 && first.output.contains("aaa1_add_user.sql"), "\(first.output)\(first.errors)")
        #expect(try migrations("user", "upgrade", "--all").status == 0)
        #expect(try columns() == ["id", "username", "email"])
        #expect(try migrations("user", "check").status == 0)

        #expect(try migrations("user with age", "check").status == 2)
        let second = try migrations("user with age", "migrate", "-m", "Add age", "--rev-id", "aaa2")
        #expect(second.status == 0, "\(second.output)\(second.errors)")
        #expect(try migrations("user with age", "upgrade", "--all").status == 0)
        #expect(try columns() == ["id", "username", "email", "age"])
        #expect(try migrations("user with age", "downgrade", "--all", "--lose-data").status == 0)
        #expect(try columns() == ["id", "username", "email"])
        let current = try migrations("user with age", "current", "--all")
        #expect(current.output.contains("aaa1"), "\(current.output)\(current.errors)")
        try database.run("INSERT INTO user (username, email) VALUES ('ann', 'ann@example.org')")
        #expect(throws: (any Error).self) {
            try database.run("INSERT INTO user (username, email) VALUES ('ann', 'other@example.org')")
        }
    }

    @Test("the help speaks of the program by its own name, and of flotilla's file by that")
    func ownName() throws {
        for words in [["--help"], ["help", "migrate"], ["migrate", "--help"]] {
            let help = try run(program, words, in: project.path, environment: ["SAMPLE_MODELS": "user"])
            #expect(help.status == 0 && help.output.contains("SampleMigrations "), "\(help)")
            #expect(!help.output.contains("flotilla migrate") && !help.output.contains("flotilla <"), "\(help)")
        }
        let variables = try migrations("user", "help", "environment")
        #expect(variables.output.contains("flotilla.yaml"), "\(variables)")
    }

    @Test("so do errors, hints and what is to be typed next")
    func ownNameInHints() throws {
        try project.addSQLite("app", withEffects: false)
        let first = try migrations("user", "migrate", "-m", "Add user", "--rev-id", "aaa1")
        #expect((first.output + first.errors).contains("then SampleMigrations upgrade --all"), "\(first)")
        let behind = try migrations("user with age", "check")
        #expect((behind.output + behind.errors).contains("Next: SampleMigrations migrate"), "\(behind)")
        let mistyped = try migrations("user", "lint", "--explain", "zzzqqq")
        #expect(mistyped.errors.contains("SampleMigrations lint --list"), "\(mistyped)")
        let planned = try migrations("user", "rollout", "start", "--all", "--detach", "--yes")
        #expect(planned.status == 0, "\(planned)")
        let shown = try migrations("user", "rollout", "show")
        #expect(shown.output.contains("Next: SampleMigrations rollout resume"), "\(shown)")
        let nobody = try migrations("user", "rollout", "show", "7")
        for said in [first, behind, mistyped, planned, shown, nobody] {
            #expect(!(said.output + said.errors).contains(" flotilla "), "\(said)")
        }
    }

    @Test("one set of models makes one file for three engines, which mean the same by it, there and back")
    func threeEngines() throws {
        try project.addPostgreSQL("pg", withEffects: false)
        try project.addMySQL("my", withEffects: false)
        try project.addSQLite("lite", withEffects: false)
        let first = try migrations("shop", "migrate", "-m", "Shop", "--rev-id", "aaa1")
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        let text = try revision("aaa1_shop.sql")
        for engine in ["postgresql", "mysql", "sqlite"] {
            #expect(text.contains("-- flotilla:upgrade \(engine)\n"), "\(text)")
        }
        for words in [["upgrade", "--all", "--yes"], ["check"], ["drift"]] {
            let run = try run(program, words, in: project.path, environment: ["SAMPLE_MODELS": "shop"])
            #expect(run.status == 0, "\(words): \(run.output)\(run.errors)")
        }
        for target in ["pg", "my", "lite"] { try expectMeaning(of: try project.database(target)) }

        let second = try migrations("changed shop", "migrate", "-m", "Later", "--rev-id", "aaa2")
        #expect(second.status == 0, "\(second.output)\(second.errors)")
        for words in [
            ["check"], ["rehearse"], ["upgrade", "--all", "--yes", "--lose-data"], ["drift"],
            ["downgrade", "--all", "--yes", "--lose-data"], ["drift"],
        ] {
            let run = try run(program, words, in: project.path, environment: ["SAMPLE_MODELS": "changed shop"])
            #expect(run.status == 0, "\(words): \(run.output)\(run.errors)")
        }
        try project.dropDatabases()
    }

    /// Rows that the models allow are taken and those that they do not are refused, whatever the engine.
    private func expectMeaning(of database: Database) throws {
        let columns = "email, name, token"
        try database.run("INSERT INTO customer (\(columns)) VALUES ('a@example.org', 'Ann', '\(UUID().uuidString)')")
        let row = try database.run("SELECT id, credit, tier, level FROM customer")[0]
        #expect(row[0] == "1" && row[2] == "standard" && row[3] == "1" && Double(row[1] ?? "") == 0, "\(row)")
        let refused = [
            "INSERT INTO customer (\(columns)) VALUES ('a@example.org', 'Bob', '\(UUID().uuidString)')",
            "INSERT INTO customer (\(columns)) VALUES (NULL, 'Bob', '\(UUID().uuidString)')",
            "UPDATE customer SET credit = -1", "UPDATE customer SET tier = 'silver'",
        ]
        for statement in refused {
            #expect(throws: (any Error).self, "\(database.url.engine) \(statement)") { try database.run(statement) }
        }
        try database.run("INSERT INTO purchase_order (customer, number, total_cents) VALUES (1, 7, 21)")
        #expect(try database.value("SELECT doubled FROM purchase_order") == "42")
        let word = database.url.engine == .mysql ? "`where`" : "\"where\""
        #expect(try database.value("SELECT \(word) FROM purchase_order") == "o'clock")
    }

    @Test("what is wrong with models is said with their names and the engine's words")
    func refused() throws {
        let limit = try migrations("broken", "check", "--engine", "mysql")
        #expect(limit.status == 65 && limit.errors.contains("account.name has no limit"), "\(limit.errors)")
        let statement = try migrations("broken", "check", "--engine", "sqlite")
        #expect(statement.status == 65 && statement.errors.contains("no_such_column"), "\(statement.errors)")
        let unknown = try migrations("shop", "check", "--engine", "oracle")
        #expect(unknown.status == 64)
        try project.scratch.write("flotilla.yaml", "models: {sql: schema.sql}\n")
        let twice = try migrations("user", "check", "--engine", "sqlite")
        #expect(twice.status == 65 && twice.errors.contains("take models: out"), "\(twice.errors)")
    }
}
