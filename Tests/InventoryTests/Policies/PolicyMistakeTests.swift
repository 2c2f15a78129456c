import FlotillaRollout
import Testing

@testable import FlotillaInventory

@Suite("A mistake in a policy")
struct PolicyMistakeTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func problem(_ text: String, in name: String = "p.yaml") throws -> Found {
        let file = try folder.write(name, text)
        do throws(InventoryError) { _ = try Policies.read(file: file) } catch { return Found(error, in: folder) }
        throw Failure(words: "no problem was found in: \(text)")
    }

    @Test(
        "in a key names the nearest one and the place",
        arguments: [
            ("wave: []\n", "wave", "waves", "p.yaml:1:1"),
            ("waves:\n  - {name: a, cuont: 5}\n", "cuont", "count", "p.yaml:2:15"),
            ("concurrency: {perserver: 5}\n", "perserver", "per_server", "p.yaml:1:15"),
            ("failures: {tolerat: 1}\n", "tolerat", "tolerate", "p.yaml:1:12"),
            ("gates: [{sok: 5m}]\n", "sok", "soak", "p.yaml:1:10"),
            ("gates: [{http: {url: 'https://x', jsn: /a}}]\n", "jsn", "json", "p.yaml:1:35"),
            ("gates: [{sql: {on: targets, qery: x}}]\n", "qery", "query", "p.yaml:1:29"),
            ("windows: [{betwen: 1}]\n", "betwen", "between", "p.yaml:1:12"),
            ("group: {oncall: [mia]}\n", "group", "groups", "p.yaml:1:1"),
            ("latecomer: sweep\n", "latecomer", "latecomers", "p.yaml:1:1"),
        ])
    func keys(text: String, key: String, nearest: String, place: String) throws {
        let found = try problem(text)
        guard case .unknownKey(let foundKey, let foundNearest, _) = found.reason else {
            Issue.record("\(found)")
            return
        }
        #expect([foundKey, foundNearest, found.place] == [key, nearest, place])
    }

    @Test(
        "in a value names key, text and place",
        arguments: [
            ("pause: 5\n", "pause", "5", "p.yaml:1:8"), ("order: fastest\n", "order", "fastest", "p.yaml:1:8"),
            ("concurrency: {total: 0}\n", "total", "0", "p.yaml:1:22"),
            ("concurrency: {ramp: [1, x]}\n", "concurrency.ramp", "x", "p.yaml:1:25"),
            ("failures: {tolerate: 101%}\n", "tolerate", "101%", "p.yaml:1:22"),
            ("failures: {tolerate: -1}\n", "tolerate", "-1", "p.yaml:1:22"),
            ("failures: {mode: lax}\n", "mode", "lax", "p.yaml:1:18"),
            ("failures: {then: stop}\n", "then", "stop", "p.yaml:1:18"),
            ("failures: {retries: 101}\n", "retries", "101", "p.yaml:1:21"),
            ("waves: [{name: 'a b'}]\n", "name", "a b", "p.yaml:1:17"),
            ("waves: [{name: a, count: 0}]\n", "count", "0", "p.yaml:1:26"),
            ("waves: [{name: a, percent: 0}]\n", "percent", "0", "p.yaml:1:28"),
            ("waves: [{name: a, percent: 0.125}]\n", "percent", "0.125", "p.yaml:1:28"),
            ("gates: [{soak: 0s}]\n", "soak", "0s", "p.yaml:1:16"),
            ("gates: [{soak: 5m, timeout: soon}]\n", "timeout", "soon", "p.yaml:1:29"),
            ("gates: [{soak: 5m, successes: 0}]\n", "successes", "0", "p.yaml:1:31"),
            ("gates: [{fingerprint: disagree}]\n", "fingerprint", "disagree", "p.yaml:1:23"),
            ("gates: [{approval: false}]\n", "approval", "false", "p.yaml:1:20"),
            ("gates: [{approval: {by: ['a b']}}]\n", "by", "a b", "p.yaml:1:27"),
            ("groups: {oncall: ['m ia']}\n", "groups.oncall", "m ia", "p.yaml:1:20"),
            ("groups: {oncall: [mia, mia]}\n", "groups.oncall", "mia", "p.yaml:1:24"),
            ("groups: {'on call': [mia]}\n", "groups", "on call", "p.yaml:1:10"),
            ("gates: [{sql: {on: targets, query: ' ', expect: none}}]\n", "query", " ", "p.yaml:1:37"),
            ("gates: [{sql: {on: targets, query: q, expect: few}}]\n", "expect", "few", "p.yaml:1:47"),
            ("gates: [{sql: {on: targets, query: q, expect: {below: x}}}]\n", "below", "x", "p.yaml:1:55"),
            ("gates: [{sql: {on: targets, query: q, expect: {below: nan}}}]\n", "below", "nan", "p.yaml:1:55"),
            ("gates: [{http: {url: 'https://x', json: a}}]\n", "json", "a", "p.yaml:1:41"),
            ("gates: [{http: {url: 'https://x', headers: {'a b': c}}}]\n", "headers", "a b", "p.yaml:1:45"),
            ("windows: [{between: 1-5, zone: UTC}]\n", "between", "1-5", "p.yaml:1:21"),
            ("windows: [{between: 24:00-05:00, zone: UTC}]\n", "between", "24:00-05:00", "p.yaml:1:21"),
            ("windows: [{between: 01:60-05:00, zone: UTC}]\n", "between", "01:60-05:00", "p.yaml:1:21"),
            ("windows: [{between: 01:00-05:00, days: [x], zone: UTC}]\n", "days", "x", "p.yaml:1:41"),
            ("windows: [{between: 01:00-05:00, days: [], zone: UTC}]\n", "days", "[]", "p.yaml:1:40"),
            ("latecomers: skip\n", "latecomers", "skip", "p.yaml:1:13"),
        ])
    func values(text: String, key: String, value: String, place: String) throws {
        let found = try problem(text)
        guard case .badValue(let foundKey, let foundText, _) = found.reason else {
            Issue.record("\(found)")
            return
        }
        #expect([foundKey, foundText, found.place] == [key, value, place])
    }

    @Test(
        "in what belongs together is told with its place",
        arguments: [
            ("waves: []\n", InventoryError.Reason.missingKey("name"), "p.yaml:1:8"),
            ("waves: [{count: 5}]\n", .missingKey("name"), "p.yaml:1:9"),
            ("waves: [{name: a, count: 5, percent: 5}]\n", .chooseOne(of: ["count", "percent"]), "p.yaml:1:9"),
            ("gates: [{timeout: 5m}]\n", .chooseOne(of: GateReader.kinds), "p.yaml:1:9"),
            ("gates: [{soak: 5m, approval: true}]\n", .chooseOne(of: GateReader.kinds), "p.yaml:1:9"),
            ("gates: [{approval: {}}]\n", .missingKey("by"), "p.yaml:1:20"),
            ("gates: [{fingerprint: }]\n", .missingKey("fingerprint"), "p.yaml:1:9"),
            ("gates: [{command: []}]\n", .missingKey("command"), "p.yaml:1:9"),
            ("gates: [{sql: {on: targets, query: q}}]\n", .missingKey("expect"), "p.yaml:1:15"),
            ("gates: [{http: {url: 'https://x', below: 1}}]\n", .missingKey("json"), "p.yaml:1:16"),
            ("windows: [{between: 01:00-05:00}]\n", .missingKey("zone"), "p.yaml:1:11"),
            ("groups: {oncall: []}\n", .policy(.emptyGroup("oncall")), "p.yaml:1:10"),
            ("groups: {oncall: }\n", .policy(.emptyGroup("oncall")), "p.yaml:1:10"),
            ("groups: {dba: [mia], oncall: [dba]}\n", .policy(.groupInGroup("dba")), "p.yaml:1:31"),
            ("groups: [mia]\n", .wrongType(key: "groups", expected: .mapping), "p.yaml:1:9"),
            ("gates: {soak: 5m}\n", .wrongType(key: "gates", expected: .list), "p.yaml:1:8"),
            ("- a\n", .wrongType(key: "", expected: .mapping), "p.yaml:1:1"),
        ])
    func structure(text: String, reason: InventoryError.Reason, place: String) throws {
        #expect(try problem(text) == Found(reason, at: place))
    }

    @Test("of two waves with one name is told with both places")
    func repeatedWave() throws {
        let found = try problem("waves:\n  - {name: a, count: 1}\n  - {name: A}\n")
        guard case .policy(.repeatedWave("A", let first)) = found.reason else {
            Issue.record("\(found)")
            return
        }
        #expect(first.line == 2 && first.column == 12 && found.place == "p.yaml:3:12")
    }

    @Test(
        "of a wave that no target would ever reach is told",
        arguments: ["{name: rest}", "{name: rest, percent: 100}"])
    func unreachable(rest: String) throws {
        let found = try problem("waves:\n  - \(rest)\n  - {name: late, count: 5}\n")
        #expect(found == Found(.policy(.unreachableWave("late", behind: "rest")), at: "p.yaml:3:12"))
    }

    @Test("in a selector is told where in it the mistake is")
    func selector() throws {
        let error = SelectorError(reason: .expectedValue, column: 8)
        #expect(
            try problem("waves: [{name: a, select: 'region='}]\n")
                == Found(.policy(.badSelector(text: "region=", error)), at: "p.yaml:1:35"))
    }

    @Test(
        "in a zone is told with the nearest name",
        arguments: [
            ("Europe/Berln", "Europe/Berlin" as String?), ("Eurpe/Berlin", "Europe/Berlin"), ("CEST+", nil),
            ("../../etc/passwd", nil), ("/etc/passwd", nil), ("Europe", nil), ("", nil),
        ])
    func zones(name: String, nearest: String?) throws {
        #expect(
            try problem("windows: [{between: 01:00-05:00, zone: '\(name)'}]\n")
                == Found(.policy(.unknownZone(name, nearest: nearest)), at: "p.yaml:1:41"))
    }

    @Test("that is a file of the zone folder and no zone is told")
    func noZone() throws {
        let found = try problem("windows: [{between: 01:00-05:00, zone: leapseconds}]\n")
        guard case .policy(.unreadableZone("leapseconds", _)) = found.reason else {
            Issue.record("\(found)")
            return
        }
        #expect(found.place == "p.yaml:1:40")
    }

    @Test(
        "that would put a secret into the ledger is refused, without the secret",
        arguments: [
            ("sql: {on: 'mysql://u:hunter2@h/d', query: q, expect: none}", "on"),
            ("http: {url: 'https://x', headers: {authorization: hunter2}}", "authorization"),
            ("http: {url: 'https://x/?a=b&access_token=hunter2'}", "access_token"),
            ("http: {url: 'https://x/?apiKey=hunter2#f'}", "apiKey"),
        ])
    func secrets(gate: String, key: String) throws {
        let found = try problem("gates: [{\(gate)}]\n")
        #expect(found.reason == .policy(.literalSecret(key: key)) && !"\(found)".contains("hunter2"))
    }

    @Test(
        "that would put a secret of a command into the ledger is refused, without the secret",
        arguments: [
            ("[./x, --password=hunter2]", "--password"), ("[./x, --token, hunter2]", "--token"),
            ("env API_KEY=hunter2 ./x", "API_KEY"), ("./x --access-token=hunter2", "--access-token"),
            ("[curl, -H, 'Authorization: Bearer hunter2', 'https://x']", "Authorization"),
            ("[curl, 'https://x/?sig=hunter2']", "sig"), ("[psql, 'postgresql://u:hunter2@h/d']", "password"),
        ])
    func commandSecrets(command: String, name: String) throws {
        let found = try problem("gates: [{command: \(command)}]\n")
        #expect(found.reason == .policy(.secretInCommand(name: name)) && !"\(found)".contains("hunter2"))
    }

    @Test(
        "is not what only has the name of a secret, or a reference to one",
        arguments: [
            "http: {url: 'https://x/?token=${env:TOKEN}&tokens=3&password='}",
            "http: {url: 'https://x/token=1?page=2#token=3'}",
            "command: [./x, --password-file=/run/secrets/p, --token, --fast, 'token=$TOKEN', --password]",
            "command: [curl, -H, 'Accept: text/plain', 'postgresql://u@h/d?sslmode=require']",
        ])
    func noSecrets(gate: String) throws {
        let file = try folder.write("p.yaml", "gates: [{\(gate)}]\n")
        _ = try Policies.read(file: file)
    }

    @Test(
        "in a gate's URL is refused, without its text",
        arguments: ["ftp://x/", "prom/api", "https://u:hunter2@x/", "https://u:hunter2@x/${env:PATH}"])
    func webURLs(url: String) throws {
        #expect(
            try problem("gates: [{http: {url: '\(url)'}}]\n") == Found(.policy(.badWebURL), at: "p.yaml:1:23"))
    }

    @Test("in JSON has a place too, and a file of another kind is refused")
    func files() throws {
        #expect(
            try problem("{\"pause\":\n \"x\"}", in: "p.json").place == "p.json:2:3"
                && problem("", in: "p.json").reason == .emptyFile)
        #expect(try problem("", in: "p.toml").reason == .unknownFileKind(allowed: PolicyDocument.extensions))
    }
}
