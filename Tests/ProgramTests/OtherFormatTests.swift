import Foundation
import Testing

/// Folders of golang-migrate, goose, dbmate and Flyway are used as they are.
@Suite struct OtherFormatTests {
    /// A folder with nothing in it but these files.
    private func place(_ files: [String: String]) throws -> Workplace {
        let place = try Workplace()
        for name in ["flotilla.yaml", "targets.csv", "migrations"] {
            try FileManager.default.removeItem(atPath: place.path + "/" + name)
        }
        for (name, text) in files { try place.write(name, text) }
        return place
    }

    private func text(_ name: String, in place: Workplace) throws -> String {
        try String(contentsOfFile: place.path + "/" + name, encoding: .utf8)
    }

    private static let goose = [
        "db/migrations/00001_users.sql":
            "-- +goose Up\nCREATE TABLE users (id int);\n-- +goose Down\nDROP TABLE users;\n",
        "db/migrations/00002_add_phone.sql": "-- +goose Up\nALTER TABLE users ADD phone text;\n",
        "db/migrations/schema.sql": "", "db/migrations/3-x.sql": "",
    ]
    private static let golangMigrate = [
        "migrations/000001_users.up.sql": "BEGIN;\nCREATE TABLE users (id int);\nCOMMIT;\n",
        "migrations/000001_users.down.sql": "-- take it back\nDROP TABLE users;\n",
    ]
    private static let dbmate = [
        "db/migrations/20260101000000_users.sql": "-- migrate:up\nCREATE TABLE users (id int);\n\n-- migrate:down\n"
    ]
    private static let flyway = [
        "src/main/resources/db/migration/V1_1__users.sql": "CREATE TABLE users (id int);\n",
        "src/main/resources/db/migration/below/V1_2__phone.sql": "ALTER TABLE users ADD phone text;\n",
        "src/main/resources/db/migration/R__views.sql": "CREATE VIEW v AS SELECT 1;\n",
        "src/main/resources/db/migration/afterMigrate.sql": "SELECT 1;\n",
    ]

    @Test(
        "init finds such a folder, says what it found, and writes settings for it",
        arguments: [
            (goose, "goose", "2 revisions of goose in db/migrations", "goose_db_version", "2 (head)\n"),
            (
                golangMigrate, "golang-migrate", "1 revision of golang-migrate in migrations", "schema_migrations",
                "1 (head)\n"
            ),
            (dbmate, "dbmate", "1 revision of dbmate in db/migrations", "schema_migrations", "20260101000000 (head)\n"),
            (
                flyway, "flyway", "2 revisions of Flyway in src/main/resources/db/migration", "flyway_schema_history",
                "1.2 (head)\n"
            ),
        ])
    func initialize(
        files: [String: String], format: String, found: String, table: String, heads: String
    ) throws {
        let place = try place(files)
        let made = try place.flotilla("init -t sqlite")
        #expect(made.status == 0 && made.output.hasPrefix("found: \(found)\n"), "\(made)")
        let settings = try text("flotilla.yaml", in: place)
        #expect(settings.contains("revisions: {format: \(format)}\n") && settings.contains("version_table: \(table)\n"))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/migrations/versions"))
        #expect(try place.flotilla("heads").output == heads)
        let shown = try place.flotilla("config show --origin").output
        #expect(shown.contains(#/revisions\.format +/#) && shown.contains(format))
    }

    @Test("files that are none are told by init and doctor")
    func passedOver() throws {
        let place = try place(Self.goose)
        let made = try place.flotilla("init -t sqlite").output
        #expect(made.contains("passed over: db/migrations/3-x.sql is not called as goose calls revisions\n"))
        let doctor = try place.flotilla("doctor")
        #expect(doctor.status == 2 && doctor.output.contains("3-x.sql"))
        #expect(doctor.output.contains("- revisions: rename it if it is a revision, else move it elsewhere\n"))
        let callbacks = try self.place(Self.flyway)
        #expect(try callbacks.flotilla("init -t sqlite").output.contains("afterMigrate.sql is run by Flyway"))
    }

    @Test(
        "doctor and inventory check read the tool's own version table",
        arguments: [(goose, "2"), (golangMigrate, "1"), (dbmate, "20260101000000"), (flyway, "1.2")])
    func checked(files: [String: String], version: String) throws {
        let place = try place(files)
        #expect(try place.flotilla("init -t fleet").status == 0)
        try place.write("fleet.yaml", "targets: [{id: t, url: 'sqlite:t.db?mode=rwc'}]\n")
        #expect(try place.flotilla("upgrade --all --yes").status == 0)
        let check = try place.flotilla("inventory check -o csv")
        #expect(check.status == 0 && check.output.contains(",\(version),"), "\(check)")
        let doctor = try place.flotilla("doctor -o csv").output
        #expect(doctor.split(separator: "\n").contains { $0.hasPrefix("server,good,") }, "\(doctor)")
    }

    @Test("a database with the versions that Flyway's baseline replaces goes on behind them; a new one begins with it")
    func baselineOfFlyway() throws {
        let names = (1...4).map { "db/migration/V\($0)__t\($0).sql" }
        let place = try place(
            Dictionary(uniqueKeysWithValues: names.map { ($0, "CREATE TABLE \($0.suffix(6).prefix(2)) (id int);") }))
        #expect(try place.flotilla("init db/migration -t fleet").status == 0)
        try place.write("fleet.yaml", "targets: [{id: old, url: 'sqlite:old.db?mode=rwc'}]\n")
        #expect(try place.flotilla("upgrade 3 --all --yes").status == 0)
        for name in names.prefix(3) { try FileManager.default.removeItem(atPath: place.path + "/" + name) }
        try place.write(
            "db/migration/B3__first.sql",
            "CREATE TABLE t1 (id int); CREATE TABLE t2 (id int); CREATE TABLE t3 (id int);")
        try place.write(
            "fleet.yaml", "targets: [{id: old, url: 'sqlite:old.db'}, {id: new, url: 'sqlite:new.db?mode=rwc'}]\n")
        let upgrade = try place.flotilla("upgrade --all --yes -o csv")
        #expect(upgrade.status == 0, "\(upgrade)")
        #expect(try place.flotilla("status -o csv").output.contains("4,2,head"))
        let drift = try place.flotilla("drift -o csv")
        #expect(drift.status == 0, "\(drift)")
    }

    @Test("where two folders hold such revisions, init asks for one")
    func severalFolders() throws {
        let place = try place(Self.goose.merging(Self.golangMigrate) { $1 })
        let refused = try place.flotilla("init")
        #expect(refused.status == 64 && refused.errors.contains("migrations and db/migrations"))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/flotilla.yaml"))
        #expect(try place.flotilla("init db/migrations").output.contains("found: 2 revisions of goose"))
    }

    @Test("what is wrong with the files is told before anything is written")
    func wrongFiles() throws {
        let place = try place(["migrations/1_a.sql": "-- +goose Up\n-- +goose Sideways\n"])
        let refused = try place.flotilla("init")
        #expect(refused.status == 65 && refused.errors.contains("migrations/1_a.sql:2:1: goose knows no"))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/flotilla.yaml"))
    }

    @Test("history and show tell them as a chain, with both files")
    func history() throws {
        let place = try place(Self.golangMigrate.merging(["migrations/2_b_c.up.sql": ""]) { $1 })
        #expect(try place.flotilla("init -t sqlite").status == 0)
        #expect(try place.flotilla("history").output == "1 -> 2 (head), b c\n<base> -> 1, users\n")
        let shown = try place.flotilla("show 1").output
        #expect(shown.contains("Path: ") && shown.contains("Way down: ") && shown.contains("000001_users.down.sql\n"))
        let edited = try place.flotilla(["edit", "1"], environment: ["EDITOR": "echo"]).output
        #expect(edited.contains("000001_users.up.sql") && edited.contains("000001_users.down.sql"))
    }

    @Test("a folder of another tool's in a project that does not say so is refused with the remedy")
    func unsaid() throws {
        let place = try place(Self.goose.merging(["flotilla.yaml": "migrations: db/migrations\n"]) { $1 })
        let refused = try place.flotilla("heads")
        #expect(refused.status == 65 && refused.errors.contains("revisions: {format: goose}"))
        try place.write("flotilla.yaml", "migrations: db/migrations\nrevisions: {format: gose}\n")
        #expect(try place.flotilla("heads").errors.contains("flotilla.yaml:2"))
        try place.write("flotilla.yaml", "migrations: db/migrations\n")
        let told = try place.flotilla(["heads"], environment: ["FLOTILLA_REVISIONS_FORMAT": "goose"])
        #expect(told.output == "2 (head)\n")
    }

    @Test("revision writes the next file as the tool does, and says where")
    func revision() throws {
        let place = try place(Self.goose)
        #expect(try place.flotilla("init -t sqlite").status == 0)
        let written = try place.flotilla(["revision", "-m", "add mail"])
        #expect(
            written.status == 0 && written.output.contains("written: db/migrations/00003_add_mail.sql\n"), "\(written)")
        #expect(try text("db/migrations/00003_add_mail.sql", in: place) == "-- +goose Up\n\n-- +goose Down\n")
        #expect(try place.flotilla("heads").output == "3 (head)\n")
        let printed = try place.flotilla("revision -m more --sql")
        #expect(printed.output == "-- +goose Up\n\n-- +goose Down\n")
        #expect(try place.flotilla("heads").output == "3 (head)\n")
    }

    @Test("both files of a pair are written and named")
    func pair() throws {
        let place = try place(Self.golangMigrate)
        #expect(try place.flotilla("init -t sqlite").status == 0)
        let expected = """
            written: migrations/000002_add_mail.up.sql
            written: migrations/000002_add_mail.down.sql
            Next: fill it in: flotilla edit 2

            """
        #expect(try place.flotilla(["revision", "-m", "add mail"]).output == expected)
    }

    @Test(
        "what the tool has not is refused, and nothing is written",
        arguments: [
            "revision --branch-label x", "revision --depends-on 1", "revision --head 1", "revision --splice",
            "revision --rev-id ab12", "revision --rev-id 1", "merge heads",
        ])
    func refused(line: String) throws {
        let place = try place(Self.goose)
        #expect(try place.flotilla("init -t sqlite").status == 0)
        let refused = try place.flotilla(line)
        #expect(refused.status == 64 && refused.errors.contains("goose"), "\(refused)")
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path + "/db/migrations")
        #expect(names.count == Self.goose.count)
    }

    @Test("lint judges them by the engines of the settings, with the transaction they get, each in its file")
    func lint() throws {
        let place = try place(
            Self.golangMigrate.merging([
                "migrations/000002_b.up.sql": "BEGIN;\nALTER TABLE users DROP COLUMN id;\nCOMMIT;\n",
                "migrations/000002_b.down.sql": "VACUUM;\n\\d users\n",
            ]) { $1 })
        #expect(try place.flotilla("init -t postgresql").status == 0)
        let report = try place.document("lint -o json", status: 2)
        let findings = try #require(report["findings"] as? [[String: Any]])
        let places = findings.map { "\($0["rule"] ?? "") \($0["file"] ?? ""):\($0["line"] ?? "")" }
        #expect(places.contains("unreadable-sql migrations/000002_b.down.sql:2"), "\(places)")
        #expect(places.contains("drop-column migrations/000002_b.up.sql:2"), "\(places)")
        #expect(!places.contains { $0.hasPrefix("transaction-control") })
    }

    // MARK: Runs

    /// Rows of a database of the place, texts separated by blanks.
    private func rows(_ sql: String, in place: Workplace) throws -> [String] {
        try SQLiteFile(path: place.path + "/x.db").run(sql).map { $0.map { $0 ?? "NULL" }.joined(separator: " ") }
    }

    private static let database = "--database sqlite:x.db?mode=rwc"

    @Test("scripts with their own BEGIN and COMMIT go up and down, and the tool's table says where")
    func ownTransactions() throws {
        let place = try place(
            Self.golangMigrate.merging([
                "migrations/2_b.up.sql": "BEGIN;\nINSERT INTO users VALUES (2);\nCOMMIT;\nUPDATE users SET id = 3;\n",
                "migrations/2_b.down.sql": "DELETE FROM users;\n",
            ]) { $1 })
        #expect(try place.flotilla("init -t sqlite").status == 0)
        let upgraded = try place.flotilla("upgrade \(Self.database)")
        #expect(upgraded.status == 0, "\(upgraded)")
        #expect(try rows("SELECT version, dirty FROM schema_migrations", in: place) == ["2 0"])
        #expect(try rows("SELECT id FROM users", in: place) == ["3"])
        #expect(try place.flotilla("downgrade \(Self.database) 1 --yes").status == 0)
        #expect(try rows("SELECT version FROM schema_migrations", in: place) == ["1"])
        #expect(try place.flotilla("downgrade \(Self.database) base --yes").status == 0)
        #expect(try rows("SELECT count(*) FROM sqlite_schema WHERE name = 'users'", in: place) == ["0"])
    }

    @Test("a whole identifier is meant before any that begins so, and a way down that is missing is named")
    func identifiers() throws {
        let files = (1...12).map { ("db/migrations/\($0)_m\($0).sql", "-- +goose Up\nCREATE TABLE t\($0) (id int);\n") }
        let place = try place(Dictionary(uniqueKeysWithValues: files))
        #expect(try place.flotilla("init -t sqlite").status == 0)
        #expect(try place.flotilla("upgrade \(Self.database) 1").status == 0)
        #expect(try rows("SELECT max(version_id) FROM goose_db_version", in: place) == ["1"])
        #expect(try place.flotilla("upgrade \(Self.database) +1").status == 0)
        #expect(try place.flotilla("upgrade \(Self.database)").status == 0)
        let refused = try place.flotilla("downgrade \(Self.database) -1 --yes")
        #expect(refused.status != 0 && refused.errors.contains("db/migrations/12_m12.sql:1"))
        #expect(refused.errors.contains("no line '-- +goose Down'"))
    }

    @Test("placeholders of Flyway's take their values from -x, and are asked for before anything is done")
    func placeholders() throws {
        let place = try place([
            "db/migration/V1__a.sql": "CREATE TABLE ${name} (id int DEFAULT ':{x}');\n",
            "db/migration/V2__b.sql": "SELECT '${kept}';\n",
            "db/migration/V2__b.sql.conf": "placeholderReplacement=false\n",
        ])
        #expect(try place.flotilla("init -t sqlite").status == 0)
        let refused = try place.flotilla("upgrade \(Self.database)")
        #expect(refused.status != 0 && refused.errors.contains("give it one: -x name=VALUE"), "\(refused)")
        let upgraded = try place.flotilla("upgrade \(Self.database) -x name=users")
        #expect(upgraded.status == 0, "\(upgraded)")
        #expect(try rows("SELECT sql FROM sqlite_schema WHERE name = 'users'", in: place)[0].contains("':{x}'"))
        #expect(try rows("SELECT version FROM flyway_schema_history ORDER BY installed_rank", in: place) == ["1", "2"])
    }

    @Test("migrate writes what the models want in the tool's way, and it runs up and down")
    func migrate() throws {
        let place = try place(Self.dbmate)
        #expect(try place.flotilla("init -t sqlite").status == 0)
        let settings = try text("flotilla.yaml", in: place)
        try place.write("flotilla.yaml", settings + "models: {sql: wanted.sql}\n")
        try place.write("wanted.sql", "CREATE TABLE users (id int);\nCREATE TABLE notes (id int, text text);\n")
        let written = try place.flotilla("migrate -m notes")
        #expect(written.status == 0, "\(written)")
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path + "/db/migrations").sorted()
        let name = try #require(names.last)
        #expect(names.count == 2 && name.hasSuffix("_notes.sql"))
        let text = try text("db/migrations/" + name, in: place)
        #expect(text.hasPrefix("-- migrate:up\n") && text.contains("\n-- migrate:down\n"))
        #expect(try place.flotilla("upgrade \(Self.database)").status == 0)
        #expect(try rows("SELECT count(*) FROM notes", in: place) == ["0"])
        #expect(try rows("SELECT count(*) FROM schema_migrations", in: place) == ["2"])
        #expect(try place.flotilla("downgrade \(Self.database) -1 --yes").status == 0)
        #expect(try rows("SELECT count(*) FROM schema_migrations", in: place) == ["1"])
    }
}
