import Foundation
import Testing

/// A project with a fleet on three engines, and a ledger of its own, for rollouts by real processes.
///
/// Each step of a revision writes into a table of effects, without any uniqueness and with the time at which it did.
final class RolloutFleet {
    enum LedgerKind: String, CaseIterable, Sendable { case sqlite, postgresql }

    /// How many targets of each kind.
    struct Size {
        var databases = 0
        var schemas = 0
        var mariadb = 0
        var sqlite = 0
    }

    let project: Project
    let ledger: RolloutLedger
    private(set) var targets: [RolloutTarget] = []
    /// Of every process.
    var environment: [String: String] = ["FLOTILLA_LEDGER_LEASE": "4s"]

    /// - Parameters:
    ///   - canaries: so many targets of each kind have the label `ring=canary`.
    ///   - server: of the ledger; `nil` for a database of the test's own on the shared one.
    init(
        _ size: Size, ledger kind: LedgerKind = .postgresql, on server: String? = nil, canaries: Int = 1,
        settings: String = ""
    ) throws {
        project = try Project(settings: settings)
        switch kind {
        case .sqlite: ledger = try RolloutLedger(Database("sqlite:\(project.path)/.flotilla/ledger.db"), prefix: "")
        case .postgresql:
            let url = try server ?? project.prepare("ledger", withEffects: false)
            environment["FLOTILLA_LEDGER"] = url
            ledger = try RolloutLedger(Database(url), prefix: "flotilla.")
        }
        try addSchemas(size.schemas, canaries)
        for number in numbers(size.databases) {
            let database = try project.addPostgreSQL("d\(number)", ring: ring(number, canaries), withEffects: false)
            try add("d\(number)", database)
        }
        for number in numbers(size.mariadb) {
            try add("m\(number)", project.addMySQL("m\(number)", ring: ring(number, canaries), withEffects: false))
        }
        for number in numbers(size.sqlite) {
            try add("s\(number)", project.addSQLite("s\(number)", ring: ring(number, canaries), withEffects: false))
        }
    }

    /// Adds a target to the inventory of a rollout that goes on.
    func join(_ id: String, ring: String = "") throws {
        let database = try Database("sqlite:\(project.path)/\(id).db?mode=rwc")
        try add(id, database)
        try project.add(id, "sqlite:\(project.path)/\(id).db", ring: ring)
    }

    deinit {
        try? project.dropDatabases()
        for name in ["ledger", "schemas"] {
            _ = try? Database.postgresql().run(
                "DROP DATABASE IF EXISTS \(project.databaseName(name)) WITH (FORCE)")
        }
    }

    private func numbers(_ count: Int) -> [Int] { Array(1..<(count + 1)) }

    private func ring(_ number: Int, _ canaries: Int) -> String { number <= canaries ? "canary" : "" }

    private func addSchemas(_ count: Int, _ canaries: Int) throws {
        guard count > 0 else { return }
        let url = try project.prepare("schemas", withEffects: false)
        let database = try Database(url)
        for number in numbers(count) {
            try database.run("CREATE SCHEMA t\(number)")
            try project.add("t\(number)", url + "&schema=t\(number)", ring: ring(number, canaries))
            try add("t\(number)", database, prefix: "t\(number).")
        }
    }

    private func add(_ id: String, _ database: Database, prefix: String = "") throws {
        let target = RolloutTarget(id: id, database: database, prefix: prefix)
        try database.run(target.tableOfEffects)
        targets.append(target)
    }

    subscript(_ id: String) -> RolloutTarget {
        get throws { try #require(targets.first { $0.id == id }, "no target \(id)") }
    }
}

// MARK: Revisions

extension RolloutFleet {
    /// Writes revisions that follow one another. Each makes a table in several statements, and says in the table of effects
    /// that it took effect.
    func revisions(_ ids: [String], after first: String? = nil) throws {
        var parent = first
        for id in ids {
            try revision(id, after: parent)
            parent = id
        }
    }

    func revision(_ id: String, after parent: String?, statement: String = "") throws {
        try project.revision(
            id, after: parent,
            up: """
                CREATE TABLE t_\(id) (id INT NOT NULL, note VARCHAR(20));
                \(statement)
                INSERT INTO effects (revision) VALUES ('\(id) up');
                CREATE INDEX i_\(id) ON t_\(id) (note);
                """,
            down: """
                INSERT INTO effects (revision) VALUES ('\(id) down');
                DROP TABLE t_\(id);
                """)
    }
}

// MARK: Processes

extension RolloutFleet {
    /// Asks a PostgreSQL database how many sessions wait for an advisory lock in it: a revision that takes one stands still
    /// where a test wants it to.
    static let waiting = """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """

    func variables(of user: String) -> [String: String] {
        environment.merging(["LOGNAME": user, "USER": user]) { $1 }
    }

    /// Runs a command to its end.
    @discardableResult
    func flotilla(_ words: String..., as user: String = "ada") throws -> Finished {
        try project.flotilla(words, environment: variables(of: user))
    }

    /// Starts a command and does not wait for it.
    func begin(_ words: String..., as user: String = "ada") throws -> Running {
        try Running(Environment.binary(), words, in: project.path, environment: variables(of: user))
    }

    /// What `rollout show` says for programs.
    func show(_ number: Int? = nil) throws -> RolloutStanding {
        let words = ["rollout", "show"] + (number.map { [String($0)] } ?? []) + ["-o", "json"]
        let shown = try project.flotilla(words, environment: variables(of: "ada"))
        try #require(shown.status == 0, "\(shown.errors)")
        return try RolloutStanding(shown.output)
    }
}

/// One target, read past the program.
struct RolloutTarget {
    let id: String
    let database: Database
    let prefix: String

    var tableOfEffects: String {
        let now =
            switch database.url.engine {
            case .postgresql: "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
            case .mysql: "(UNIX_TIMESTAMP(SYSDATE(6)) * 1000000)"
            case .sqlite: "(CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER))"
            }
        return "CREATE TABLE \(prefix)effects (revision VARCHAR(40) NOT NULL, at BIGINT NOT NULL DEFAULT \(now))"
    }

    var hasVersionTable: Bool {
        get throws {
            switch database.url.engine {
            case .postgresql: try database.value("SELECT to_regclass('\(prefix)alembic_version')") != nil
            case .mysql:
                try database.value(
                    "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND "
                        + "table_name = 'alembic_version'") != nil
            case .sqlite: try database.value("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'") != nil
            }
        }
    }

    /// The rows of its version table.
    func version() throws -> [String] {
        guard try hasVersionTable else { return [] }
        return try database.run("SELECT version_num FROM \(prefix)alembic_version ORDER BY 1").map { $0[0] ?? "" }
    }

    /// How often each step took effect.
    func effects() throws -> [String: Int] {
        let rows = try database.run("SELECT revision, count(*) FROM \(prefix)effects GROUP BY revision")
        return rows.reduce(into: [:]) { $0[$1[0] ?? ""] = Int($1[1] ?? "") }
    }

    /// When the last step took effect, in microseconds since 1970.
    func lastEffect() throws -> Int {
        try database.value("SELECT coalesce(max(at), 0) FROM \(prefix)effects").flatMap { Int($0) } ?? 0
    }
}

/// What `-o json` says of a rollout.
struct RolloutStanding: Decodable {
    struct Wave: Decodable {
        var wave: String
        var targets: Int
        var done: Int
        var failed: Int
        var underWay: Int
        var planned: Int
        var cancelled: Int
        var budget: Int
    }

    struct Group: Decodable {
        var outcome: String
        var cause: String
        var count: Int
        var examples: [String]
    }

    var rollout: Int
    var state: String
    var detail: String
    var underWay: Int
    var failed: Int
    var takesBack: Int?
    var next: [String]
    var waves: [Wave]
    var failures: [Group]

    init(_ output: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(output.utf8)) }

    var done: Int { waves.reduce(0) { $0 + $1.done } }
}
