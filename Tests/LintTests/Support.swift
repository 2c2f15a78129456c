import FlotillaLint
import FlotillaRevisions
import FlotillaSQL
import Testing

/// A folder of two revisions: tables that are there already, and the file that is judged.
struct Bench {
    static let path = "versions/judged.sql"

    var report: LintReport

    /// - Parameters:
    ///   - body: everything behind the header of the file that is judged.
    ///   - before: the upgrade of the revision before it.
    init(
        _ body: String, before: String = "", header: String = "", engines: Set<Engine> = [.postgresql],
        rules: [LintRule] = LintRule.all, settings: LintSettings = LintSettings()
    ) throws {
        let first = """
            -- before
            --
            -- Revision ID: 0001
            -- Revises:
            -- Create Date: 2026-11-30

            -- flotilla:upgrade
            \(before)
            -- flotilla:irreversible "the first"
            """
        let second = """
            -- judged
            --
            -- Revision ID: 0002
            -- Revises: 0001
            -- Create Date: 2026-11-30
            \(header)

            \(body)
            """
        let migrations = try Migrations([
            try RevisionFile(parsing: Array(first.utf8), path: "versions/before.sql"),
            try RevisionFile(parsing: Array(second.utf8), path: Self.path),
        ])
        report = Linter(rules: rules, engines: engines, settings: settings).lint(migrations, [RevisionID("0002")])
    }

    /// One upgrade on one engine, with a way back.
    init(
        upgrade sql: String, _ options: String = "", on engine: Engine, before: String? = nil,
        settings: LintSettings = LintSettings()
    ) throws {
        let body = """
            -- flotilla:upgrade \(engine.rawValue) \(options)
            \(sql)

            -- flotilla:irreversible "not now"
            """
        try self.init(body, before: before ?? Self.tables(engine), engines: [engine], settings: settings)
    }

    var rules: Set<String> { Set(report.open.map(\.rule.text)) }

    func lines(of rule: String) -> [Int] { report.open.filter { $0.rule.text == rule }.map(\.line) }

    /// What corpus cases take for granted.
    static func tables(_ engine: Engine) -> String {
        switch engine {
        case .postgresql:
            """
            CREATE TABLE users (id bigint PRIMARY KEY, email varchar(50), name text, status text, seats integer);
            CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL, amount numeric(10, 2), code text);
            CREATE INDEX ix_orders_user_id_code ON orders (user_id, code);
            """
        case .mysql:
            """
            CREATE TABLE users (id bigint PRIMARY KEY, email varchar(50), name text, seats int);
            CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL, amount decimal(10, 2));
            """
        case .sqlite:
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
            CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, amount NUMERIC);
            CREATE UNIQUE INDEX ix_users_email ON users (email);
            """
        }
    }
}
