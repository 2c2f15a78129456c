import FlotillaSQL
import Foundation
import Testing

/// Kills the program at random moments and runs it again, over three engines at once.
///
/// Every revision inserts a row into a table without any uniqueness, so a statement that took effect twice shows, and
/// changes the schema in several statements, so that MariaDB, where each of them commits, is left half applied.
@Suite("Killed at a random moment and run again", .serialized)
struct KillTests {
    /// SIGKILLs over the whole suite. The seed is printed, and taken from FLOTILLA_KILL_SEED to repeat a run.
    static let kills = Int(ProcessInfo.processInfo.environment["FLOTILLA_KILLS"] ?? "") ?? 200

    @Test("every target ends on the version that the ledger says, and no statement took effect twice")
    func survivesKills() throws {
        let seed = ProcessInfo.processInfo.environment["FLOTILLA_KILL_SEED"].flatMap { UInt64($0) } ?? 20_261_122
        print("kill harness: seed \(seed), \(Self.kills) kills")
        var fleet = try KillFleet(seed: seed)
        defer { try? fleet.project.dropDatabases() }
        let usual = try fleet.measure()
        var interrupted = 0
        for round in 1...Self.kills {
            let up = round.isMultiple(of: 2) == false
            interrupted += try fleet.killOnce(up: up, within: usual) ? 1 : 0
            try fleet.finish(up: up)
            try fleet.checkInvariants(up: up, round: round)
        }
        print("kill harness: \(interrupted) of \(Self.kills) runs were killed before they had ended")
        #expect(interrupted > Self.kills / 2, "the harness hardly ever hit a run; it shows nothing")
    }
}

private struct KillFleet {
    let project: Project
    let databases: [Database]
    private var random: Seeded
    /// How often each revision must have taken effect, in each direction.
    private var expectedUps = 0
    private var expectedDowns = 0

    private static let revisions = (1...6).map { "k\($0)" }

    init(seed: UInt64) throws {
        project = try Project(settings: "defaults:\n  retries: 6\n")
        random = Seeded(state: seed)
        var databases: [Database] = []
        for index in 1...4 {
            databases.append(try project.addSQLite("s\(index)"))
            databases.append(try project.addPostgreSQL("p\(index)"))
            databases.append(try project.addMySQL("m\(index)"))
        }
        self.databases = databases
        var parent: String?
        for id in Self.revisions {
            try project.revision(
                id, after: parent,
                up: """
                    CREATE TABLE t_\(id) (id INT NOT NULL, note VARCHAR(20));
                    INSERT INTO effects VALUES ('\(id) up');
                    ALTER TABLE t_\(id) ADD COLUMN extra INT;
                    CREATE INDEX i_\(id) ON t_\(id) (extra);
                    INSERT INTO t_\(id) (id, note) VALUES (1, 'a'), (2, 'b');
                    """,
                down: """
                    INSERT INTO effects VALUES ('\(id) down');
                    DROP TABLE t_\(id);
                    """)
            parent = id
        }
    }

    /// How long a whole run takes, which is the span in which to kill.
    mutating func measure() throws -> Duration {
        let start = ContinuousClock.now
        try finish(up: true)
        let took = ContinuousClock.now - start
        try checkInvariants(up: true, round: 0)
        try finish(up: false)
        try checkInvariants(up: false, round: 0)
        return took
    }

    /// Starts a run and kills it after a random part of its usual time. Says whether it was still running.
    mutating func killOnce(up: Bool, within usual: Duration) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Environment.binary())
        process.arguments = Self.arguments(up: up)
        process.currentDirectoryURL = URL(fileURLWithPath: project.path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let delay = Double.random(in: 0..<1, using: &random) * usual.seconds
        // The moment is what is being chosen here; there is no signal to wait for.
        poll(nil, 0, Int32(delay * 1000))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
    }

    private static func arguments(up: Bool) -> [String] {
        (up ? ["upgrade", "head"] : ["downgrade", "base"]) + ["--all", "--yes", "--progress", "none"]
    }

    mutating func finish(up: Bool) throws {
        let finished = try project.flotilla(Self.arguments(up: up))
        #expect(finished.status == 0, "\(finished.output)\n\(finished.errors)")
        if up { expectedUps += 1 } else { expectedDowns += 1 }
    }

    func checkInvariants(up: Bool, round: Int) throws {
        for (database, target) in zip(databases, project.targets) {
            let place = "round \(round), \(target.id)"
            let rows = try database.run("SELECT version_num FROM alembic_version").map { $0[0] ?? "" }
            #expect(rows == (up ? ["k6"] : []), "\(place): I1, I5")
            for revision in Self.revisions {
                let ups = try database.value("SELECT count(*) FROM effects WHERE revision = '\(revision) up'")
                let downs = try database.value("SELECT count(*) FROM effects WHERE revision = '\(revision) down'")
                #expect(ups == String(expectedUps) && downs == String(expectedDowns), "\(place), \(revision): I2")
            }
            if database.url.engine == .mysql {
                let left = try database.value("SELECT count(*) FROM flotilla_journal")
                #expect(left == "0", "\(place): I10, the journal is not empty")
            }
        }
        let ledger = try Database("sqlite:\(project.path)/.flotilla/ledger.db")
        let open = try ledger.value(
            "SELECT count(*) FROM jobs WHERE outcome IS NULL AND run = (SELECT max(id) FROM runs)")
        #expect(open == "0", "round \(round): a target is unrecorded")
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
