import FlotillaSQL
import Foundation
import Testing

/// The real dbmate on the same folder and the same database: whoever goes first, the other finds its work in order.
@Suite("dbmate and Flotilla on one folder")
struct DbmateTests {
    private final class Both {
        let foreign: ForeignProject

        init(_ engine: Engine) throws { foreign = try ForeignProject(.dbmate, engine) }

        /// - Parameter command: `migrate`, `rollback`, `status`.
        @discardableResult
        func dbmate(_ command: String...) throws -> Finished {
            let folder = ((try Environment.alembic()) as NSString).deletingLastPathComponent
            let finished = try FleetTests.run(
                folder + "/dbmate", ["--migrations-dir", "db/scripts", "--no-dump-schema"] + command,
                in: foreign.project.path, environment: ["DATABASE_URL": url])
            try #require(finished.status == 0, "\(finished.errors)\(finished.output)")
            return finished
        }

        private var url: String {
            let url = foreign.project.targets[0].url
            switch foreign.engine {
            case .sqlite: return url
            case .postgresql: return url + (url.contains("?") ? "&" : "?") + "sslmode=disable"
            case .mysql: return String(url.split(separator: "?")[0])
            }
        }

        /// What `dbmate status` says is pending.
        func pending() throws -> Int {
            try dbmate("status").output.split(separator: "\n").filter { $0.hasPrefix("[ ]") }.count
        }
    }

    @Test(
        "what Flotilla upgraded is not pending for dbmate, which takes the last of it back", arguments: Engine.allCases)
    func upgradedByFlotilla(_ engine: Engine) throws {
        let both = try Both(engine)
        let project = both.foreign.project
        let up = try project.upgrade()
        #expect(up.ending("t") == "succeeded", "\(up.errors)")
        #expect(try both.pending() == 0)
        try both.dbmate("rollback")
        #expect(try project.current().version("t") == [both.foreign.version(2)])
        #expect(
            try project.effects(both.foreign.database) == ["1 up", "2 up", "3 down", "3 up"])
    }

    @Test("what dbmate migrated is at head for Flotilla, which takes it back", arguments: Engine.allCases)
    func migratedByDbmate(_ engine: Engine) throws {
        let both = try Both(engine)
        let project = both.foreign.project
        try both.dbmate("migrate")
        #expect(try project.upgrade().ending("t") == "skipped")
        let down = try project.downgrade(to: "base")
        #expect(down.number("t", "steps") == 3, "\(down.errors)")
        #expect(try both.pending() == 3)
        #expect(
            try project.effects(both.foreign.database) == [
                "1 down", "1 up", "2 down", "2 up", "3 down", "3 up",
            ])
    }

    @Test("each goes on where the other stopped, up and down", arguments: Engine.allCases)
    func takingTurns(_ engine: Engine) throws {
        let both = try Both(engine)
        let project = both.foreign.project
        let first = try project.flotilla("upgrade", both.foreign.version(1), "--all", "--yes")
        #expect(first.status == 0, "\(first.errors)")
        try both.dbmate("migrate")
        try both.dbmate("rollback")
        #expect(try project.downgrade(to: "-1").number("t", "steps") == 1)
        #expect(try both.pending() == 2)
        try both.dbmate("migrate")
        #expect(try project.upgrade().ending("t") == "skipped")
        #expect(
            try project.effects(both.foreign.database) == [
                "1 up", "2 down", "2 up", "2 up", "3 down", "3 up", "3 up",
            ])
    }

    @Test("what dbmate migrated is adopted with its version", arguments: Engine.allCases)
    func adopted(_ engine: Engine) throws {
        let both = try Both(engine)
        try both.dbmate("migrate")
        let adopted = try both.foreign.project.flotilla("adopt", "-o", "ndjson")
        #expect(adopted.status == 0, "\(adopted.errors)")
        #expect(adopted.output.contains("\"version\":[\"\(both.foreign.version(3))\"]"), "\(adopted.output)")
    }
}
