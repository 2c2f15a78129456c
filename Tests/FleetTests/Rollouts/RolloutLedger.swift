import FlotillaDriver
import Foundation
import Testing

/// A rollouts' ledger, read past the program.
struct RolloutLedger {
    let database: Database
    /// Of its tables' names.
    let prefix: String

    init(_ database: Database, prefix: String) {
        self.database = database
        self.prefix = prefix
    }

    /// - Parameter sql: names a table as `{jobs}`.
    func rows(_ sql: String) throws -> [[String?]] {
        try database.run(sql.replacing(#/\{(\w+)\}/#) { prefix + $0.output.1 })
    }

    func value(_ sql: String) throws -> String? { try rows(sql).first?.first ?? nil }

    func count(_ sql: String) throws -> Int { try value(sql).flatMap { Int($0) } ?? 0 }

    /// The latest rollout; `nil` also while there is no ledger yet.
    var latest: Int? { (try? value("SELECT max(run) FROM {rollouts}")).flatMap { $0 }.flatMap { Int($0) } }

    func phase(_ rollout: Int) throws -> String? { try value("SELECT phase FROM {rollouts} WHERE run = \(rollout)") }

    /// Job states by target.
    func jobs(_ rollout: Int) throws -> [String: String] {
        try rows(
            """
            SELECT t.name, a.state FROM {assignments} a JOIN {targets} t ON t.id = a.target WHERE a.run = \(rollout)
            """
        ).reduce(into: [:]) { $0[$1[0] ?? ""] = $1[1] ?? "" }
    }

    /// Of an event's number, or of those of a rollout.
    func events(of rollout: Int) throws -> [LoggedEvent] {
        try rows(LoggedEvent.columns + " FROM {events} WHERE run = \(rollout) ORDER BY id").map(LoggedEvent.init)
    }
}

/// An entry of the record of events.
struct LoggedEvent {
    static let columns = "SELECT id, at, run, kind, target, actor, host, reason, body, seal"

    let fields: [String]
    let seal: String

    init(_ row: [String?]) {
        fields = row.dropLast().map { $0 ?? "" }
        seal = (row.last ?? nil) ?? ""
    }

    var number: Int { Int(fields[0]) ?? 0 }
    var at: Int { Int(fields[1]) ?? 0 }
    var kind: String { fields[3] }
    var target: String { fields[4] }
    var actor: String { fields[5] }
    var body: String { fields[8] }

    /// Targets that a worker took with it; none for other events.
    var claimed: [String] {
        guard kind == "jobs claimed", let colon = body.firstIndex(of: ":") else { return [] }
        return body[body.index(after: colon)...].split(separator: " ").map(String.init)
    }

    /// A job came to rest.
    var released: String? { ["job ended", "job put back", "job lapsed"].contains(kind) ? target : nil }
}

// MARK: What has to be so at the end

extension RolloutLedger {
    /// I7: every seal follows from the entry and from the seal before it, and none is missing.
    func checkSeals() throws {
        var seal = ""
        var last = 0
        for event in try rows(LoggedEvent.columns + " FROM {events} ORDER BY id").map(LoggedEvent.init) {
            let text = ([seal] + event.fields).map { "\($0.utf8.count):\($0)" }.joined()
            #expect(event.number == last + 1, "I7: entry \(last + 1) is missing")
            #expect(Digest.sha256(Array(text.utf8)).description == event.seal, "I7: entry \(event.number)")
            seal = event.seal
            last = event.number
        }
        let chain = try rows("SELECT last, seal FROM {chain}")
        #expect(chain == [[String(last), seal]], "I7: the end of the chain")
        #expect(last > 0)
    }

    /// I3 and I4, from the record of events: one holder at a time for each target, never more under way than the pace
    /// allows, and a wave begins when the one before it has ended.
    func checkCourse(of rollout: Int, total: Int) throws {
        var underWay: Set<String> = []
        var ended: Set<String> = []
        let waves = try waves(of: rollout)
        let jobs = try jobs(rollout)
        for event in try events(of: rollout) {
            for target in event.claimed {
                #expect(underWay.insert(target).inserted, "I3: \(target), rollout \(rollout), entry \(event.number)")
                let earlier = waves.filter { $0.value < waves[target] ?? 0 }.keys
                #expect(ended.isSuperset(of: earlier), "I4: \(target) began early in rollout \(rollout)")
            }
            #expect(underWay.count <= total, "I4: \(underWay.count) at once in rollout \(rollout)")
            guard let target = event.released else { continue }
            #expect(underWay.remove(target) != nil, "I3: \(target), rollout \(rollout), entry \(event.number)")
            if event.kind == "job ended" || jobs[target] == "unknown" { ended.insert(target) }
        }
        #expect(underWay.isEmpty, "rollout \(rollout)")
    }

    private func waves(of rollout: Int) throws -> [String: Int] {
        try rows(
            "SELECT t.name, a.wave FROM {assignments} a JOIN {targets} t ON t.id = a.target WHERE a.run = \(rollout)"
        ).reduce(into: [:]) { $0[$1[0] ?? ""] = Int($1[1] ?? "") }
    }

    /// I1: the ledger says of each target what stands in it, unless it says that it does not know.
    func checkVersions(of targets: [RolloutTarget], after rollout: Int) throws {
        let jobs = try rows(
            """
            SELECT t.name, a.state, j.outcome, j.version_after, t.version
            FROM {assignments} a JOIN {targets} t ON t.id = a.target JOIN {jobs} j ON j.run = a.run AND j.target = a.target
            WHERE a.run = \(rollout)
            """)
        for job in jobs {
            let target = try #require(targets.first { $0.id == job[0] })
            #expect(job[1] == job[2], "I1: \(target.id), rollout \(rollout)")
            guard job[1] != "unknown" else { continue }
            let version = try target.version().joined(separator: ",")
            #expect(job[3] == version && job[4] == version, "I1: \(target.id), rollout \(rollout)")
        }
    }
}
