import FlotillaSQL
import Foundation
import Testing

/// A project folder for one test: settings, inventory, migrations, and the program to run in it.
final class Project {
    let scratch: Scratch
    private(set) var targets: [(id: String, url: String)] = []

    var path: String { scratch.path }

    init(settings: String = "") throws {
        scratch = try Scratch()
        try scratch.write("flotilla.yaml", "inventory: targets.csv\n" + settings)
        try scratch.write("targets.csv", "id,url,ring\n")
    }

    /// Adds a line to the inventory.
    func add(_ id: String, _ url: String, ring: String = "") throws {
        targets.append((id, url))
        let file = try #require(FileHandle(forWritingAtPath: path + "/targets.csv"))
        file.seekToEndOfFile()
        file.write(Data("\(id),\"\(url)\",\(ring)\n".utf8))
        file.closeFile()
    }

    /// Makes an empty file with a valid header and adds it.
    @discardableResult
    func addSQLite(_ id: String, ring: String = "", withEffects: Bool = true) throws -> Database {
        let file = path + "/\(id).db"
        let database = try Database("sqlite:\(file)?mode=rwc")
        try database.run(withEffects ? "CREATE TABLE effects (revision TEXT NOT NULL)" : "VACUUM")
        try add(id, "sqlite:\(file)", ring: ring)
        return database
    }

    /// Creates the database and adds it. Names are unique to this project.
    @discardableResult
    func addPostgreSQL(_ id: String, ring: String = "", withEffects: Bool = true) throws -> Database {
        let url = try prepare(id, withEffects: withEffects)
        try add(id, url, ring: ring)
        return try Database(url)
    }

    @discardableResult
    func addMySQL(_ id: String, ring: String = "", withEffects: Bool = true) throws -> Database {
        let url = try prepareMySQL(id, withEffects: withEffects)
        try add(id, url, ring: ring)
        return try Database(url)
    }

    @discardableResult
    func add(_ id: String, on engine: Engine, withEffects: Bool = true) throws -> Database {
        switch engine {
        case .postgresql: try addPostgreSQL(id, withEffects: withEffects)
        case .mysql: try addMySQL(id, withEffects: withEffects)
        case .sqlite: try addSQLite(id, withEffects: withEffects)
        }
    }

    /// Creates a database for the target and gives its URL.
    func prepare(_ id: String, on server: String? = nil, withEffects: Bool = true) throws -> String {
        let server = try server ?? Environment.postgresql()
        let name = databaseName(id)
        try Database(server).run("CREATE DATABASE \(name) TEMPLATE template0 STRATEGY FILE_COPY")
        let url = Environment.url(server, database: name)
        if withEffects { try Database(url).run("CREATE TABLE effects (revision text NOT NULL)") }
        return url
    }

    func prepareMySQL(_ id: String, on server: String? = nil, withEffects: Bool = true) throws -> String {
        let server = try server ?? Environment.mysql()
        let name = databaseName(id)
        try Database(server).run("CREATE DATABASE \(name)")
        let url = Environment.url(server, database: name)
        if withEffects { try Database(url).run("CREATE TABLE effects (revision VARCHAR(40) NOT NULL)") }
        return url
    }

    /// The target's database, whatever way its URL takes.
    func database(_ id: String) throws -> Database {
        let url = try #require(targets.first { $0.id == id }).url
        let server = try url.hasPrefix("postgresql") ? Environment.postgresql() : Environment.mysql()
        return try Database(url.hasPrefix("sqlite") ? url : Environment.url(server, database: databaseName(id)))
    }

    private lazy var prefix = "f" + UUID().uuidString.prefix(8).lowercased()

    func databaseName(_ id: String) -> String { prefix + "_" + id }

    /// Drops what `addPostgreSQL` and `addMySQL` made. Called by the test, because the servers are shared.
    func dropDatabases() throws {
        for (id, url) in targets {
            if url.hasPrefix("postgresql") {
                try Database.postgresql().run("DROP DATABASE IF EXISTS \(databaseName(id)) WITH (FORCE)")
            } else if url.hasPrefix("mysql") {
                try Database.mysql().run("DROP DATABASE IF EXISTS \(databaseName(id))")
            }
        }
    }

    /// Writes a revision that follows `parent`.
    func revision(_ id: String, after parent: String?, up: String, down: String, options: String = "") throws {
        try scratch.write(
            "migrations/versions/\(id).sql",
            """
            -- \(id)
            --
            -- Revision ID: \(id)
            -- Revises: \(parent ?? "<base>")
            -- Create Date: 2026-11-22 08:00:00+00:00

            -- flotilla:upgrade\(options)
            \(up)

            -- flotilla:downgrade\(options)
            \(down)

            """)
    }

    @discardableResult
    func flotilla(_ arguments: String..., environment: [String: String] = [:]) throws -> Finished {
        try flotilla(arguments, environment: environment)
    }

    @discardableResult
    func flotilla(_ arguments: [String], environment: [String: String] = [:]) throws -> Finished {
        try FleetTests.run(Environment.binary(), arguments, in: path, environment: environment)
    }
}
