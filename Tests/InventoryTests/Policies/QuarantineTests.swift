import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaInventory

@Suite("A quarantine")
struct QuarantineTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func load(_ text: String) throws -> [QuarantineRule] {
        try folder.write("flotilla.yaml", text)
        return try Quarantines.load(try Settings.load(from: folder.path, environment: Environment([:])))
    }

    private func problem(_ text: String) throws -> Found {
        do { _ = try load(text) } catch let error as InventoryError { return Found(error, in: folder) }
        throw Failure(words: "no problem was found in: \(text)")
    }

    private func target(_ id: String, _ labels: [String: String] = [:]) throws -> Target {
        Target(id: TargetID(id), url: try URLTemplate(parsing: "sqlite:/x.db"), labels: labels)
    }

    @Test("names a target or selects some, with reason, owner and last day")
    func rules() throws {
        let rules = try load(
            """
            quarantine:
              - {target: acme, reason: restored, owner: mia, until: 2026-12-24}
              - {select: tier=trial, reason: to be deleted, owner: ops}
            """)
        #expect(rules.map(\.subject) == [.target(TargetID("acme")), .selector("tier=trial")])
        #expect(rules.map(\.reason) == ["restored", "to be deleted"] && rules.map(\.owner) == ["mia", "ops"])
        #expect(rules.map(\.until) == ["2026-12-24", nil])
        let targets = [try target("acme"), try target("globex"), try target("x", ["tier": "trial"])]
        #expect(targets.map(rules[0].matches) == [true, false, false])
        #expect(targets.map(rules[1].matches) == [false, false, true])
    }

    @Test("counts on its last day and not behind it")
    func lastDay() throws {
        let rule = try load("quarantine: [{target: a, reason: r, owner: o, until: 2026-12-24}]\n")[0]
        #expect(!rule.isOver(on: "2026-12-24") && rule.isOver(on: "2026-12-25") && rule.isOver(on: "2027-01-01"))
    }

    @Test(
        "is no setting, and none where nothing is said",
        arguments: ["retries: 3\n", "quarantine:\n", "quarantine: []\n"])
    func none(text: String) throws {
        #expect(try load(text == "retries: 3\n" ? "defaults: {retries: 3}\n" : text).isEmpty)
    }

    @Test(
        "with a mistake is told with its place",
        arguments: [
            ("quarantine: [{target: a, reason: r}]\n", InventoryError.Reason.missingKey("owner"), "flotilla.yaml:1:14"),
            ("quarantine: [{target: a, owner: o}]\n", .missingKey("reason"), "flotilla.yaml:1:14"),
            (
                "quarantine: [{reason: r, owner: o}]\n", .chooseOne(of: ["target", "select"]), "flotilla.yaml:1:14"
            ),
            (
                "quarantine: [{target: a, select: b=c, reason: r, owner: o}]\n",
                .chooseOne(of: ["target", "select"]), "flotilla.yaml:1:14"
            ),
            (
                "quarantine: [{target: a, reason: r, owner: o, until: 2026-02-30}]\n",
                .badValue(key: "until", text: "2026-02-30", expected: DayText.expected), "flotilla.yaml:1:54"
            ),
            (
                "quarantine: [{target: a, reasen: r, owner: o}]\n",
                .unknownKey(
                    "reasen", nearest: "reason", allowed: ["target", "select", "reason", "owner", "until"]),
                "flotilla.yaml:1:26"
            ),
            ("quarantine: {a: b}\n", .wrongType(key: "quarantine", expected: .list), "flotilla.yaml:1:13"),
        ])
    func mistakes(text: String, reason: InventoryError.Reason, place: String) throws {
        let found = try problem(text)
        #expect(found.reason == reason && found.place == place)
    }

    @Test("mistyped as a key is found out by the settings")
    func mistyped() throws {
        let found = try problem("quarantene: []\n")
        guard case .unknownKey("quarantene", nearest: "quarantine", _) = found.reason else {
            Issue.record("\(found)")
            return
        }
    }
}
