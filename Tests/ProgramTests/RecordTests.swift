import FlotillaDriver
import Foundation
import Testing

/// The record of events as the program writes, shows and checks it.
@Suite struct RecordTests {
    private func upgraded(_ count: Int) throws -> Workplace {
        let place = try Workplace(tenants: count)
        try place.flotilla("upgrade --all --yes")
        return place
    }

    private func ledger(of place: Workplace) -> SQLiteFile { SQLiteFile(path: place.path + "/.flotilla/ledger.db") }

    private func exported(_ line: String, in place: Workplace) throws -> [[String: Any]] {
        try place.flotilla(line).output.split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }

    /// The whole microseconds of `2026-11-25T14:00:00.000250Z`.
    private func microseconds(_ text: String) throws -> Int64 {
        let parts = text.dropLast().split(separator: ".")
        let formatter = ISO8601DateFormatter()
        let date = try #require(formatter.date(from: parts[0] + "Z"))
        return Int64(date.timeIntervalSince1970) * 1_000_000 + (Int64(parts[1]) ?? 0)
    }

    @Test("what export gives is enough for others to check every seal")
    func export() throws {
        let lines = try exported("ledger export", in: upgraded(3))
        #expect(lines.last?["kind"] as? String == "LedgerEventList")
        var seal = ""
        for entry in lines.dropLast() {
            let run = (entry["run"] as? Int).map(String.init) ?? ""
            let time = try microseconds(entry["at"] as? String ?? "")
            let texts = ["event", "target", "actor", "host", "reason", "body"].map { entry[$0] as? String ?? "" }
            let fields = [seal, String(entry["number"] as? Int ?? 0), String(time), run] + texts
            let text = fields.map { "\($0.utf8.count):\($0)" }.joined()
            seal = Digest.sha256(Array(text.utf8)).description
            #expect(entry["seal"] as? String == seal)
        }
        #expect(lines.count == 7)
    }

    @Test("an export can be of one run, one target, and from some moment on")
    func filters() throws {
        let place = try upgraded(2)
        try place.flotilla("downgrade r1 --all --yes")
        let kinds = try exported("ledger export --run 2", in: place).dropLast().map { $0["event"] as? String }
        #expect(kinds == ["run begun", "job ended", "job ended", "run ended"])
        #expect(try exported("ledger export --target t2", in: place).count == 3)
        #expect(
            try place.flotilla(["ledger", "export", "--since", "1h ago", "-o", "csv"]).output.hasPrefix("number,at,"))
        #expect(try exported("ledger export --since 2099-01-01", in: place).count == 1)
        #expect(try place.flotilla("ledger export -o wide").status == 64)
    }

    @Test("events are shown newest first, with their reasons")
    func events() throws {
        let place = try Workplace(tenants: 1)
        try place.flotilla(["stamp", "r1", "--all", "--reason", "was made by hand"])
        let output = try place.flotilla("ledger events").output.split(separator: "\n")
        #expect(output.count == 6 && output[1].contains("run ended") && output[4].contains("ledger made"))
        #expect(output[3].contains("run begun") && output[3].contains("was made by hand"))
        #expect(try place.flotilla("ledger events --target t1 --limit 1").output.contains("succeeded, on r1") == false)
        #expect(try place.flotilla("ledger events --target t1").output.contains("base -> r1"))
        #expect(try place.flotilla("ledger events --target t1 --target t2").status == 64)
    }

    @Test("an untouched record verifies, and so does one that grew behind the entry that was noted")
    func verify() throws {
        let place = try upgraded(2)
        let verified = try place.flotilla("ledger verify")
        #expect(verified.status == 0 && verified.output.contains("whole"))
        let anchor = try #require(verified.output.split(separator: " ").last?.trimmingCharacters(in: .newlines))
        try place.flotilla("downgrade r1 --all --yes")
        #expect(try place.flotilla("ledger verify --expect \(anchor)").status == 0)
        #expect(try place.flotilla("ledger verify --expect 3:zz").status == 64)
    }

    @Test("the first entry that was changed is named, and the program exits with 1")
    func changed() throws {
        let place = try upgraded(2)
        try ledger(of: place).run("DROP TRIGGER events_unchanged; UPDATE events SET actor = 'nobody' WHERE id = 3")
        let verified = try place.flotilla("ledger verify")
        #expect(verified.status == 1 && verified.output.contains("broken"))
        #expect(verified.errors.contains("Error: entry 3 of the ledger's record is not what was written"))
        let document = try place.document("ledger verify -o json", status: 1)
        #expect((document["verdicts"] as? [[String: Any]])?.first?["firstBad"] as? Int == 3)
    }

    @Test("a record that was cut off, its end rewritten, is found by the entry that was noted")
    func cutOff() throws {
        let place = try upgraded(2)
        let verified = try place.flotilla("ledger verify").output
        let anchor = try #require(verified.split(separator: " ").last?.trimmingCharacters(in: .newlines))
        try ledger(of: place).run(
            """
            DROP TRIGGER events_undeleted; DELETE FROM events WHERE id > 3;
            UPDATE chain SET last = 3, seal = (SELECT seal FROM events WHERE id = 3)
            """)
        #expect(try place.flotilla("ledger verify").status == 0)
        let expected = try place.flotilla("ledger verify --expect \(anchor)")
        #expect(expected.status == 1 && expected.errors.contains("entries 4 to 5 are missing at the end"))
    }

    @Test("status --as-of knows what the ledger knew then, and says who was not known yet")
    func asOf() throws {
        let place = try upgraded(2)
        let file = ledger(of: place)
        // As if the upgrade had been three days ago, on the first target only, and on the second yesterday.
        try file.run(
            """
            UPDATE versions SET at = at - 259200000000 WHERE target = 1;
            UPDATE versions SET at = at - 86400000000 WHERE target = 2
            """)
        try place.flotilla("downgrade r1 --all --yes")
        let then = try place.flotilla(["status", "--as-of", "2d ago"])
        #expect(then.status == 0)
        #expect(then.output.contains("2 targets: 1 known as of "))
        #expect(then.output.hasSuffix("Not known then: 1 target (t2)\n"))
        let later = try place.flotilla(["status", "--as-of", "1h ago", "-o", "json"]).output
        #expect(later.contains("\"version\":[\"r2\"],\"count\":2") && later.contains("\"neverSeen\":0"))
        #expect(
            try place.flotilla(["status", "--as-of", "2h ago", "--target", "t1"]).output.contains("1 target: 1 known"))
        #expect(try place.flotilla(["status", "--as-of", "soon"]).status == 64)
        #expect(try place.flotilla(["status", "--as-of", "yesterday", "--live"]).status == 64)
    }

    @Test("a version that was read outside of any run is remembered with its time")
    func observation() throws {
        let place = try upgraded(1)
        try place.tenants[0].run("UPDATE alembic_version SET version_num = 'r1'")
        try place.flotilla("status --live")
        try place.flotilla("status --live")
        let versions = try ledger(of: place).run("SELECT version FROM versions ORDER BY at").map { $0[0] }
        #expect(versions == ["r2", "r1"])
    }
}
