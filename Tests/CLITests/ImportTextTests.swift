import FlotillaKit
import FlotillaRuntime
import FlotillaSQL
import Testing

@testable import FlotillaCLI
@testable import FlotillaInventory
@testable import FlotillaRevisions

@Suite struct ImportTextTests {
    static let problems: [AlembicProblem] = [
        .notFound(path: "/srv/shop", looked: ["/srv/shop/alembic.ini", "/srv/shop/migrations/alembic.ini"]),
        .unreadable(path: "/srv/shop/alembic.ini", words: "Permission denied"),
        .missing(path: "/srv/shop/versions", config: "/srv/shop/alembic.ini"),
        .noScripts(config: "/srv/shop/alembic.ini"),
        .syntax(path: "/srv/shop/versions/a.py", line: 7, words: "invalid syntax"),
        .noRevision(path: "/srv/shop/versions/a.py"),
        .notLiteral(path: "/srv/shop/versions/a.py", line: 9, name: "down_revision"),
        .duplicate("ae10", paths: ["/srv/shop/versions/a.py", "/srv/shop/versions/b.py"]),
        .empty(locations: ["/srv/shop/versions"]),
        .bind(wanted: nil, names: ["default", "logs"]), .bind(wanted: "log", names: ["default", "logs"]),
        .bind(wanted: "logs", names: []),
        .application(words: "NoAppException: Could not import 'shop'"),
        .noAlembic(python: "/usr/bin/python3", words: "No module named 'alembic'"),
        .noDriver(python: "/usr/bin/python3", names: ["pymysql", "MySQLdb"]),
        .unexpected(words: "CommandError: Path doesn't exist"), .silent(python: "python3"),
    ]

    static let others: [ImportProblem] = [
        .python(InventoryError(.command(name: "python3", .notStarted(words: "No such file or directory"), words: ""))),
        .python(InventoryError(.command(name: "python3", .exited(3), words: "out of memory"))),
        .graph(
            MigrationsError(
                error: .missingRevision(RevisionName("gone"), neededBy: RevisionID("ae10"), nearMisses: []),
                paths: ["/srv/shop/versions"])),
        .unverified(.mysql, .problem(.unexpected(words: "OperationalError: no such table: t"))),
        .taken([RevisionID("ae10")], folder: "migrations/versions"),
        .filesTaken(["migrations/versions/ae10_users.sql"]), .ownFolder("migrations/versions"),
        .notWritten(.system(path: "migrations/versions/ae10_users.sql", words: "No space left on device")),
    ]

    @Test("projects of Alembic's that cannot be taken over")
    func errors() {
        let complaints = (Self.problems.map { ImportProblem.project($0) } + Self.others).map { Complaint($0) }
        expectGolden(
            complaints.flatMap { ["[\($0.status.rawValue)]"] + $0.lines(on: .plain) + [""] }, "error-import")
    }
}
