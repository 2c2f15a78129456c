import FlotillaDriver
import Foundation
import Testing

/// A fleet of schemas in one database, under a login of its own.
final class SchemaFleet {
    let project: Project
    let database: Database
    let names: [String]
    private let role: String

    init(_ count: Int, loginOptions: String = "", script: String) throws {
        project = try Project()
        database = try project.addPostgreSQL("t", withEffects: false)
        role = project.databaseName("login")
        names = (1...count).map { "s\($0)" }
        try database.run("CREATE ROLE \(role) LOGIN PASSWORD 'p' \(loginOptions)")
        let making = names.map {
            "CREATE SCHEMA \($0) AUTHORIZATION \(role) CREATE TABLE effects (revision text NOT NULL)"
        }
        try database.run(making.joined(separator: ";"))
        let server = try #require(project.targets[0].url.split(separator: "@").last)
        let lines = names.map { "\($0),\"postgresql://\(role):p@\(server)&schema=\($0)\",\n" }
        try project.scratch.write("targets.csv", "id,url,ring\n" + lines.joined())
        try project.revision("a", after: nil, up: script, down: "SELECT 1;")
    }

    /// In how many schemas the script took effect how often: `[1: 60]` is once in each of sixty.
    func effects() throws -> [Int: Int] {
        let counts = names.map { "SELECT count(*) FROM \($0).effects" }.joined(separator: " UNION ALL ")
        let rows = try database.run(counts).compactMap { $0[0].flatMap { Int($0) } }
        return Dictionary(grouping: rows) { $0 }.mapValues(\.count)
    }

    deinit {
        try? project.dropDatabases()
        _ = try? Database.postgresql().run("DROP ROLE \(role)")
    }
}
