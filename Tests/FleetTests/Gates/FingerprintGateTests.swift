import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL
import Foundation
import Testing

@testable import FlotillaRuntime

/// Whether the targets of a wave are made of the same parts.
@Suite("Fingerprints that have to agree")
struct FingerprintGateTests {
    // MARK: What answers add up to

    private typealias Answers = [(target: String, answer: ShapeAnswers.Answer, version: String)]

    private func sum(_ answers: Answers, known: [KnownDrift] = []) -> GateMeasurement {
        var sum = ShapeAnswers(known: known)
        for answer in answers {
            sum.add(answer.answer, of: TargetID(answer.target), on: [RevisionID(answer.version)])
        }
        return sum.measurement(difference: { "from \($0) to \($1)" }, digest: { "\($0)>\($1)" })
    }

    private func shape(_ fingerprint: String, _ engine: Engine = .postgresql, _ product: String = "PostgreSQL")
        -> ShapeAnswers.Answer
    {
        .shape(fingerprint, engine, product: product)
    }

    @Test("each engine, product and version for itself")
    func places() {
        let alike: Answers = [
            ("a", shape("1"), "r"), ("b", shape("1"), "r"), ("c", shape("2"), "q"),
            ("d", shape("3", .mysql, "MariaDB"), "r"), ("e", shape("4", .mysql, "MySQL"), "r"),
        ]
        #expect(sum(alike) == .pass && sum([]) == .pass)
        #expect(
            sum(alike + [("f", shape("5"), "q")])
                == .fail("2 shapes on postgresql at q: 1 target as c; 1 as f (to be as c: from 5 to 2)"))
    }

    @Test("names the most frequent shape first, whoever answers first, and three of them")
    func words() {
        var answers: Answers = (1...5).map {
            ("t\($0)", shape("main"), "r")
        }
        answers += [("x", shape("odd"), "r"), ("w", shape("odd"), "r"), ("y", shape("1"), "r")]
        answers.append(("z", shape("2"), "r"))
        let words =
            "4 shapes on postgresql: 5 targets as t1; 2 as w (to be as t1: from odd to main); "
            + "1 as y (to be as t1: from 1 to main); and 1 more"
        #expect(sum(answers) == .fail(words) && sum(answers.reversed()) == .fail(words))
    }

    @Test("one that cannot be read is no measurement, unless others disagree; accepted drift is no disagreement")
    func exceptions() {
        let answers: Answers = [
            ("a", shape("1"), "r"), ("b", shape("1"), "r"), ("c", .none("connection refused"), "r"),
        ]
        #expect(sum(answers) == .error("1 of 3 targets: c: connection refused"))
        #expect(sum(answers + [("d", shape("2"), "r")]).isFailure)
        func drift(_ version: String, _ engine: Engine = .postgresql) -> KnownDrift {
            KnownDrift(engine: engine, mark: .shape("2", version: [RevisionID(version)]), actor: "ada", reason: "")
        }
        let odd: Answers = answers.dropLast() + [("d", shape("2"), "r")]
        #expect(sum(odd, known: [drift("r")]) == .pass)
        #expect(sum(odd, known: [drift("q"), drift("r", .mysql)]).isFailure)
        func difference(_ digest: String, _ engine: Engine = .postgresql) -> KnownDrift {
            KnownDrift(engine: engine, mark: .difference(digest), actor: "ada", reason: "")
        }
        #expect(sum(odd, known: [difference("2>1")]) == .pass)
        #expect(sum(odd, known: [difference("2>1", .mysql), difference("3>1")]).isFailure)
        #expect(sum(odd + [("e", shape("3"), "r")], known: [difference("2>1")]).isFailure)
    }

    // MARK: Databases

    private func targets(_ project: Project, _ engine: Engine) throws -> [Database] {
        try (1...3).map { number in
            try project.add("t\(number)", on: engine, withEffects: false)
        }
    }

    private func measure(_ project: Project, _ extra: [(id: String, url: String)] = []) async throws -> GateMeasurement
    {
        let targets = try (project.targets + extra).map {
            Target(id: TargetID($0.id), url: try URLTemplate(parsing: $0.url))
        }
        return await Measuring.measure(
            .fingerprint(.agree), Measuring.measurer(folder: project.path), targets: targets)
    }

    @Test("a column too many is found and told; tables of our own make no difference", arguments: Engine.allCases)
    func column(engine: Engine) async throws {
        let project = try Project()
        let databases = try targets(project, engine)
        for database in databases { try database.run("CREATE TABLE users (id INT PRIMARY KEY, age INT NOT NULL)") }
        try databases[1].run("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        try databases[2].run("CREATE TABLE flotilla_journal (n INT)")
        #expect(try await measure(project) == .pass)
        try databases[1].run("ALTER TABLE users ADD COLUMN extra INT")
        let found = try await measure(project)
        let product = engine == .mysql ? "mariadb" : engine.rawValue
        #expect(
            found
                == .fail(
                    "2 shapes on \(product): 2 targets as t1; 1 as t2 (to be as t1: remove column users.extra)"))
        try project.dropDatabases()
    }

    @Test("a target that is not there is no measurement, and none is written to")
    func unreadable() async throws {
        let project = try Project()
        for database in try targets(project, .sqlite) { try database.run("CREATE TABLE users (id INT)") }
        let gone = try await measure(project, [("gone", "sqlite:\(project.path)/gone.db?mode=rwc")])
        #expect(gone.isError && gone.words.hasPrefix("1 of 4 targets: gone: missing database"), "\(gone)")
        #expect(!FileManager.default.fileExists(atPath: project.path + "/gone.db"))
    }

    // MARK: Rollouts

    private static let policy = """
        policies:
          alike:
            waves: [{name: first, select: ring=first, gates: [{fingerprint: agree, timeout: 20s, interval: 1s}]}, {name: rest}]

        """

    private static func revision(_ project: Project) throws {
        try project.revision("a", after: nil, up: "CREATE TABLE users (id INT);", down: "DROP TABLE users;")
    }

    @Test(
        "let the next wave begin on all engines, and hold it when one target has something of its own",
        arguments: [false, true])
    func rollout(isPlanted: Bool) throws {
        let project = try Project(settings: Self.policy)
        var first: [Database] = []
        for number in 1...2 {
            first.append(try project.addPostgreSQL("p\(number)", ring: "first", withEffects: false))
            first.append(try project.addMySQL("m\(number)", ring: "first", withEffects: false))
            first.append(try project.addSQLite("s\(number)", ring: "first", withEffects: false))
        }
        let rest = try project.addSQLite("rest", withEffects: false)
        if isPlanted { try first[4].run("CREATE TABLE mine (id INT)") }
        try Self.revision(project)
        let plan = try project.flotilla("rollout", "plan", "--policy", "alike")
        #expect(plan.output.contains("fingerprints agree"), "\(plan.output)\(plan.errors)")
        let start = try project.flotilla("rollout", "start", "--policy", "alike", "--yes")
        #expect(start.status == (isPlanted ? 5 : 0), "\(start.output)\(start.errors)")
        let isThere = try rest.value("SELECT count(*) FROM sqlite_master WHERE name = 'users'")
        #expect(isThere == (isPlanted ? "0" : "1"))
        let shown = try project.flotilla("rollout", "show", "1").output
        let words = "2 shapes on mariadb: 1 target as m1; 1 as m2 (to be as m1: remove table mine"
        #expect(
            shown.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(words) == isPlanted, "\(shown)")
        try project.dropDatabases()
    }

    @Test("go on when the shape that is of its own is accepted as drift")
    func accepted() throws {
        let project = try Project(settings: Self.policy)
        let odd = try project.addSQLite("s1", ring: "first", withEffects: false)
        for id in ["s2", "s3"] { try project.addSQLite(id, ring: "first", withEffects: false) }
        try odd.run("CREATE TABLE mine (id INT)")
        try Self.revision(project)
        let start = try project.flotilla("rollout", "start", "--policy", "alike", "--yes")
        #expect(start.status == 5, "\(start.output)\(start.errors)")
        let drift = try project.flotilla("drift", "--accept", "--reason", "grown by hand")
        #expect(drift.status == 0, "\(drift.output)\(drift.errors)")
        let resumed = try project.flotilla("rollout", "resume")
        #expect(resumed.status == 0, "\(resumed.output)\(resumed.errors)")
    }
}
