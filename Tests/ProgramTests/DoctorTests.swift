import Foundation
import Testing

/// Whether everything is in place.
@Suite struct DoctorTests {
    private func states(_ report: [String: Any]) throws -> [String: String] {
        let findings = try #require(report["findings"] as? [[String: Any]])
        let pairs = findings.map { ($0["part"] as? String ?? "", $0["state"] as? String ?? "") }
        return Dictionary(pairs, uniquingKeysWith: { $0 + $1 })
    }

    @Test("all is good where it is, and nothing is made")
    func good() throws {
        let place = try Workplace(tenants: 2)
        let report = try place.document("doctor -o json")
        #expect(
            try states(report) == [
                "settings": "good", "libraries": "good", "revisions": "good", "heads": "good", "inventory": "good",
                "server": "good", "ledger": "good",
            ])
        #expect(!FileManager.default.fileExists(atPath: place.path + "/.flotilla"))
        let words = try place.flotilla("doctor")
        #expect(words.output.contains("SQLite 3.") && words.output.hasSuffix("nothing is wrong\n"), "\(words)")
    }

    @Test("of targets that are named all are asked, and a database needs no inventory")
    func named() throws {
        let place = try Workplace(tenants: 3)
        func asked(_ line: String, status: Int32 = 0) throws -> Int {
            let findings = try #require(
                try place.document(line + " -o json", status: status)["findings"] as? [[String: Any]])
            return findings.count { $0["part"] as? String == "server" }
        }
        #expect(try asked("doctor --select region=eu") == asked("doctor"))
        #expect(try asked("doctor --target t1 --target t3") == 2)
        try FileManager.default.removeItem(atPath: place.path + "/targets.csv")
        #expect(try asked("doctor --database sqlite:t2.db") == 1)
        #expect(try asked("doctor --database sqlite:missing/x.db", status: 2) == 1)
        let words = try place.flotilla("doctor --database sqlite:missing/x.db")
        #expect(words.output.contains("- server: flotilla current --database URL says more"), "\(words)")
        #expect(try place.flotilla("doctor --target t9").output.contains("wrong"))
    }

    @Test("each thing that is wrong is told with its remedy, and the others are still looked at")
    func wrong() throws {
        let place = try Workplace(tenants: 1, settings: "models: {sql: schema.sql}\nengines: [postgresql, sqlite]\n")
        try place.write("schema.sql", "CREATE TABLE effects (revision TEXT);\n")
        try place.revision("left", after: "r1", up: "SELECT 1;", down: nil)
        try FileManager.default.removeItem(atPath: place.path + "/t1.db")
        let report = try place.document("doctor -o json", status: 2)
        let states = try states(report)
        #expect(states["heads"] == "wrong" && states["server"] == "wrong" && states["revisions"] == "good")
        #expect(states["models"] == "wronggood" && states["ledger"] == "good", "\(states)")
        let words = try place.flotilla("doctor").output
        #expect(words.contains("- heads: flotilla merge joins them"))
        #expect(words.contains("- server: flotilla inventory check --target t1 says more"))
        #expect(words.contains("- models: say scratch: {postgresql: URL} in flotilla.yaml"))
    }

    @Test("a revision that cannot be read is told in the words of the command that would meet it")
    func unreadable() throws {
        let place = try Workplace(tenants: 1)
        try place.write(
            "migrations/versions/r3.sql", "-- Revision ID: r3\n-- Revises: nowhere\n\n-- flotilla:upgrade\n")
        let report = try place.document("doctor -o json", status: 2)
        #expect(try states(report)["revisions"] == "wrong")
        #expect(report["wrong"] as? Int == 1)
    }
}
