import FlotillaDriver
import Testing

@testable import FlotillaInventory

@Suite("Settings")
struct SettingsTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func load(
        _ text: String, from: String = "", _ variables: [String: String] = [:],
        flags: [SettingKey: WrittenSetting] = [:]
    ) throws -> Settings {
        try folder.write("flotilla.yaml", text)
        return try Settings.load(
            from: Paths.join(folder.path, from), environment: Environment(variables), flags: flags)
    }

    private func problem(_ text: String, _ variables: [String: String] = [:]) throws -> Found {
        do { _ = try load(text, variables) } catch let error as InventoryError { return Found(error, in: folder) }
        throw Failure(words: "no problem was found")
    }

    @Test("have defaults, seen from the folder of the file")
    func defaults() throws {
        let settings = try load("# nothing\n")
        #expect(
            settings.migrations == folder.path + "/migrations" && settings.inventory == folder.path + "/inventory.yaml")
        #expect(settings.ledger == .file(folder.path + "/.flotilla/ledger.db"))
        #expect(settings.versionTable == "alembic_version" && settings.versionTableSchema == nil)
        #expect(settings.connectTimeout == .seconds(10) && settings.lockTimeout == .seconds(2))
        #expect(settings.statementTimeout == .seconds(3600) && settings.retries == 3 && settings.transaction == .run)
        #expect(settings.concurrencyTotal == nil && settings.concurrencyPerServer == nil)
        #expect(settings.folder == folder.path && settings.origins[.retries]?.origin == .standard)
    }

    private static let full = """
        migrations: db/migrations
        inventory: /etc/fleet.yaml
        ledger: state/ledger.db
        version_table: versions
        version_table_schema: ops
        defaults:
          connect_timeout: 500ms
          lock_timeout: 1m
          statement_timeout: 2h
          retries: 0
          concurrency: {total: 64, per_server: auto}
          transaction: revision
        """

    @Test("come from the file, with paths seen from it")
    func file() throws {
        let settings = try load(Self.full)
        #expect(settings.migrations == folder.path + "/db/migrations" && settings.inventory == "/etc/fleet.yaml")
        #expect(settings.ledger == .file(folder.path + "/state/ledger.db") && settings.versionTableSchema == "ops")
        #expect(settings.connectTimeout == .milliseconds(500) && settings.lockTimeout == .seconds(60))
        #expect(settings.statementTimeout == .seconds(7200) && settings.retries == 0)
        #expect(
            settings.concurrencyTotal == 64 && settings.concurrencyPerServer == nil && settings.transaction == .revision
        )
    }

    @Test("tell where each value came from")
    func origins() throws {
        let flag = WrittenSetting(text: "9", origin: .flag("--retries"))
        let settings = try load(
            Self.full, ["FLOTILLA_LOCK_TIMEOUT": "3s", "FLOTILLA_RETRIES": "5"], flags: [.retries: flag])
        #expect(settings.retries == 9 && settings.origins[.retries]?.origin == .flag("--retries"))
        #expect(settings.lockTimeout == .seconds(3))
        #expect(settings.origins[.lockTimeout]?.origin == .environment(variable: "FLOTILLA_LOCK_TIMEOUT"))
        guard case .file(let place) = settings.origins[.concurrencyTotal]?.origin else {
            Issue.record("no place")
            return
        }
        #expect(place.line == 11 && place.column == 24)
    }

    @Test("are found upwards")
    func upwards() throws {
        try folder.write("a/b/x", "")
        let settings = try load("defaults: {retries: 7}\n", from: "a/b")
        #expect(settings.retries == 7 && settings.migrations == (Paths.real(folder.path) ?? "") + "/migrations")
    }

    @Test("of a person stand below those of the project")
    func personal() throws {
        let home = try Folder()
        try home.write("flotilla/config.yaml", "defaults: {retries: 8, lock_timeout: 4s}\n")
        let settings = try load("defaults: {retries: 7}\n", ["XDG_CONFIG_HOME": home.path])
        #expect(settings.retries == 7 && settings.lockTimeout == .seconds(4))
    }

    @Test(
        "have a variable each",
        arguments: [
            (SettingKey.migrations, "FLOTILLA_MIGRATIONS"), (.versionTableSchema, "FLOTILLA_VERSION_TABLE_SCHEMA"),
            (.connectTimeout, "FLOTILLA_CONNECT_TIMEOUT"), (.concurrencyPerServer, "FLOTILLA_CONCURRENCY_PER_SERVER"),
        ])
    func variables(key: SettingKey, variable: String) { #expect(key.variable == variable) }

    @Test(
        "refuse unknown keys, with the nearest and the place",
        arguments: [
            ("migratons: x\n", "migratons", "migrations", "flotilla.yaml:1:1"),
            ("defaults:\n  lock_timout: 2s\n", "lock_timout", "lock_timeout", "flotilla.yaml:2:3"),
            ("defaults:\n  concurrency: {totl: 2}\n", "totl", "total", "flotilla.yaml:2:17"),
        ])
    func unknownKeys(text: String, key: String, nearest: String, place: String) throws {
        let found = try problem(text)
        guard case .unknownKey(let foundKey, let foundNearest, _) = found.reason else {
            Issue.record("\(found)")
            return
        }
        #expect([foundKey, foundNearest, found.place] == [key, nearest, place])
    }

    @Test(
        "refuse values that are none, with their origin",
        arguments: [
            ("defaults: {lock_timeout: 2}\n", SettingKey.lockTimeout, "2"),
            ("defaults: {retries: -1}\n", .retries, "-1"),
            ("defaults: {transaction: all}\n", .transaction, "all"),
            ("defaults: {concurrency: {total: 0}}\n", .concurrencyTotal, "0"),
            ("defaults: {connect_timeout: 0s}\n", .connectTimeout, "0s"), ("version_table: ''\n", .versionTable, ""),
        ])
    func badValues(text: String, key: SettingKey, value: String) throws {
        let found = try problem(text)
        guard case .badSetting(let foundKey, .file, let foundText, _) = found.reason else {
            Issue.record("\(found)")
            return
        }
        #expect(foundKey == key && foundText == value && found.place.hasPrefix("flotilla.yaml:1:"))
    }

    @Test("take a PostgreSQL database for the ledger, with references to secrets, and keep its password to themselves")
    func ledgerURL() throws {
        let settings = try load("ledger: postgresql://u:hunter2@ledger/flotilla\n")
        guard case .url(let template) = settings.ledger else { throw Failure(words: "no URL") }
        let url = try LedgerSetting.resolve(template, secrets: Secrets(environment: Environment([:])))
        #expect(url.password?.reveal() == "hunter2" && settings.ledger.shown == "postgresql://u:***@ledger/flotilla")
        var everything = ""
        dump(settings, to: &everything)
        #expect(!everything.contains("hunter2"))
    }

    @Test(
        "resolve the references in a ledger's URL when it is needed",
        arguments: ["postgresql://u:${env:P}@l/f", "${U}"])
    func ledgerSecrets(text: String) throws {
        let settings = try load("ledger: \"\(text)\"\n")
        guard case .url(let template) = settings.ledger else { throw Failure(words: "no URL") }
        let variables = ["P": "s3cret", "U": "postgresql://u:s3cret@l/f"]
        let url = try LedgerSetting.resolve(template, secrets: Secrets(environment: Environment(variables)))
        #expect(url.password?.reveal() == "s3cret" && url.database == "f" && settings.ledger.shown == text)
    }

    @Test("take sqlite: for a file, seen from the folder of the file that says so")
    func ledgerFile() throws {
        #expect(try load("ledger: sqlite:state/l.db\n").ledger == .file(folder.path + "/state/l.db"))
        #expect(try load("", ["FLOTILLA_LEDGER": "sqlite:state/l.db"]).ledger == .file("state/l.db"))
    }

    @Test("refuse a URL where no ledger can lie, without its text")
    func badLedger() throws {
        let found = try problem("ledger: postgresql://u:hunter2@ledger:99999/flotilla\n")
        guard case .badLedger(.file, .badURL(.badPort)) = found.reason else {
            Issue.record("\(found)")
            return
        }
        let variable = try problem("", ["FLOTILLA_LEDGER": "mysql://u:hunter2@ledger/x"])
        #expect(
            variable.reason == .badLedger(origin: .environment(variable: "FLOTILLA_LEDGER"), .engine(.mysql)))
    }

    @Test("know an inventory that was named, and one in the usual place")
    func inventory() throws {
        #expect(try !load("# nothing\n").hasInventory)
        #expect(try load("inventory: missing.yaml\n").hasInventory)
        try folder.write("inventory.yaml", "targets: []\n")
        #expect(try load("# nothing\n").hasInventory)
    }

    @Test("refuse a bad variable by its name")
    func badVariable() throws {
        let found = try problem("", ["FLOTILLA_RETRIES": "many"])
        let origin = SettingOrigin.environment(variable: "FLOTILLA_RETRIES")
        #expect(
            found.reason
                == .badSetting(key: .retries, origin: origin, text: "many", expected: "a number from 0 to 100"))
    }

    @Test("refuse a file that is no mapping")
    func noMapping() throws {
        #expect(try problem("- a\n") == Found(.wrongType(key: "", expected: .mapping), at: "flotilla.yaml:1:1"))
    }

    @Test(
        "read and write durations",
        arguments: [("500ms", 500), ("2s", 2000), ("10m", 600_000), ("1h", 3_600_000), ("90s", 90_000)])
    func durations(text: String, milliseconds: Int) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
        #expect(DurationText.text(.milliseconds(milliseconds)) == text)
    }

    @Test("take no duration without a unit", arguments: ["10", "", "s", "1.5s", "-1s", "1 s", "2d", "99999999999h"])
    func noDuration(text: String) { #expect(DurationText.parse(text) == nil) }
}
