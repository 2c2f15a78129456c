import FlotillaDriver
import Foundation
import Testing

@Suite("A server whose disk is full")
struct ServerDiskTests {
    /// A tablespace on a small file system in memory. Only root can mount one, as in CI.
    private final class SmallDisk {
        let project: Project
        let name: String
        private let disk: String

        init() throws {
            project = try Project()
            name = project.databaseName("small")
            disk = project.path + "/disk"
            try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
            try #require(mount("tmpfs", disk, "tmpfs", 0, "size=4m") == 0, "mounting needs root")
            let user = try #require(getpwnam("postgres")).pointee
            try #require(chown(disk, user.pw_uid, user.pw_gid) == 0)
            try Database.postgresql().run("CREATE TABLESPACE \(name) LOCATION '\(disk)'")
        }

        deinit {
            try? project.dropDatabases()
            _ = try? Database.postgresql().run("DROP TABLESPACE \(name)")
            umount2(disk, Int32(MNT_DETACH))
        }

        func grow() throws {
            try #require(mount("tmpfs", disk, "tmpfs", UInt(MS_REMOUNT), "size=64m") == 0)
        }
    }

    @Test("fails the step whole and without another try, holds up no other target, and with more room it goes through")
    func full() throws {
        let small = try SmallDisk()
        let project = small.project
        let database = try project.addPostgreSQL("t")
        let other = try project.addPostgreSQL("other")
        try Database.postgresql().run(
            "ALTER DATABASE \(project.databaseName("t")) SET default_tablespace = \(small.name)")
        try project.revision(
            "a", after: nil,
            up: """
                INSERT INTO effects VALUES ('one');
                CREATE TABLE big AS SELECT repeat('x', 1000) AS text FROM generate_series(1, 8000);
                """, down: "DROP TABLE big;")
        let first = try project.upgrade()
        #expect(first.ending("t") == "failed, disk full, unchanged" && first.number("t", "attempts") == 1)
        #expect(try first.ending("other") == "succeeded" && project.effects(other) == ["one"])
        #expect(try project.effects(database) == [])
        try small.grow()
        let second = try project.upgrade()
        #expect(second.ending("t") == "succeeded", "\(second.errors)")
        #expect(try project.effects(database) == ["one"])
    }
}
