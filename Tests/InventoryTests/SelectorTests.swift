import FlotillaDriver
import Testing

@testable import FlotillaInventory

@Suite("A selector")
struct SelectorTests {
    private static let fleet = [
        make("acme", "postgresql://h/acme", ["region": "eu", "tier": "enterprise", "ring": "canary"]),
        make("beta", "postgresql://h/all", ["region": "us", "tier": "free"], schema: "t_beta"),
        make("gamma", "mysql://h/gamma", ["region": "eu", "tier": "free", "legacy": "", "a/b.c-d_e": "x, (y)"]),
        make("delta", "${DB}", ["region": "ap-south*"]),
    ]

    private static func make(_ id: String, _ url: String, _ labels: [String: String], schema: String? = nil) -> Target {
        Target(
            id: TargetID(id), url: URLTemplate(unchecked: url, folder: "", database: nil), labels: labels,
            schema: schema)
    }

    private func picks(_ text: String) throws -> String {
        let selector = try Selector(parsing: text)
        return Self.fleet.filter(selector.matches).map(\.id.text).joined(separator: " ")
    }

    @Test(
        "picks what its requirements say",
        arguments: [
            ("region=eu", "acme gamma"), ("region==eu", "acme gamma"), ("region = eu , tier = free", "gamma"),
            ("region!=eu", "beta delta"), ("tier!=free", "acme delta"), ("region in (eu,us)", "acme beta gamma"),
            ("region in(eu)", "acme gamma"), ("region notin (eu, us)", "delta"), ("tier notin (free)", "acme delta"),
            ("ring", "acme"), ("!ring", "beta gamma delta"), ("! ring , region=eu", "gamma"), ("legacy", "gamma"),
            ("legacy=''", "gamma"), ("id=acme", "acme"), ("id in (acme,delta)", "acme delta"), ("id=*ta", "beta delta"),
            ("engine=postgresql", "acme beta"), ("!engine", "delta"), ("schema", "beta"), ("schema=t_*", "beta"),
            ("region=ap-*", "delta"), ("region='ap-south*'", "delta"), (#"region=ap-south\*"#, "delta"),
            ("region='e*'", ""),
            (#"a/b.c-d_e="x, (y)""#, "gamma"), ("  region=eu  ", "acme gamma"), ("region=EU", ""),
            ("tier=*", "acme beta gamma"),
        ])
    func picks(text: String, expected: String) throws { #expect(try picks(text) == expected) }

    @Test(
        "that is none tells what was expected, and the column",
        arguments: [
            ("", SelectorError.Reason.empty, 1), ("   ", .empty, 4), ("region=", .expectedValue, 8),
            ("region=eu,", .expectedKey, 11), (",region", .expectedKey, 1), ("region eu", .expectedOperator, 8),
            ("region in eu", .expected("("), 11), ("region in (eu", .expected(")"), 14),
            ("region in ()", .expectedValue, 12),
            ("region='eu", .unterminatedQuote, 8), ("region=eu tier=free", .expected(","), 11),
            ("region!eu", .expected("="), 8),
            ("ü=x", .expectedKey, 1), ("region=a=b", .expected(","), 9), ("!", .expectedKey, 2),
            ("a>b", .expectedOperator, 2),
        ])
    func faults(text: String, reason: SelectorError.Reason, column: Int) {
        #expect(throws: SelectorError(reason: reason, column: column)) { try Selector(parsing: text) }
    }

    @Test("never picks more when a requirement is added")
    func narrowing() throws {
        var generator = SeededGenerator(state: 7)
        let parts = [
            "region=eu", "tier!=free", "!ring", "ring", "region in (eu,us)", "id notin (acme)", "engine=mysql",
        ]
        for _ in 0..<200 {
            let one = parts[Int.random(in: 0..<parts.count, using: &generator)]
            let two = parts[Int.random(in: 0..<parts.count, using: &generator)]
            let both = Set(try picks("\(one), \(two)").split(separator: " "))
            let expected = Set(try picks(one).split(separator: " ")).intersection(try picks(two).split(separator: " "))
            #expect(both == expected)
        }
    }

    private func nearMisses(_ text: String) throws -> [NearMiss] {
        let selector = try Selector(parsing: text)
        var labels = LabelIndex(for: selector)
        for target in Self.fleet { labels.add(target) }
        return selector.nearMisses(labels)
    }

    @Test("that asks for an id which no target has names it, and the nearest")
    func nearIDs() throws {
        #expect(
            try nearMisses("id in (acme, gama, zzz)") == [
                .unknownValue(key: "id", value: "gama", nearest: ["gamma"]),
                .unknownValue(key: "id", value: "zzz", nearest: []),
            ])
    }

    @Test("that matches nothing names the nearest keys and values")
    func nearMisses() throws {
        #expect(try nearMisses("reigon=eu") == [.unknownKey("reigon", nearest: ["region"])])
        #expect(
            try nearMisses("tier=fre, engine=postgres") == [
                .unknownValue(key: "tier", value: "fre", nearest: ["free"]),
                .unknownValue(key: "engine", value: "postgres", nearest: ["postgresql"]),
            ])
    }

    @Test("whose parts all match something has no near misses")
    func together() throws { #expect(try nearMisses("region=us, ring=canary").isEmpty) }

    @Test("collects only so many keys and values")
    func bounded() {
        var labels = LabelIndex()
        for number in 0..<2000 {
            labels.add(Self.make("t", "${X}", ["k\(number)": "v", "same": "v\(number)"]))
        }
        #expect(labels.values.count <= LabelIndex.keyLimit)
        #expect(labels.values.allSatisfy { $0.value.count <= LabelIndex.valueLimit })
    }
}

@Suite("Near misses")
struct NearMissesTests {
    @Test(
        "are what a finger's slip makes of a name",
        arguments: [
            ("regoin", "region"), ("teir", "tier"), ("Region", "region"), ("upgrad", "upgrade"), ("ulr", "url"),
            ("acme-prod-0", "acme-prod-01"), ("versionn_table", "version_table"),
        ])
    func near(mistyped: String, name: String) {
        let names = ["region", "tier", "url", "upgrade", "downgrade", "acme-prod-01", "version_table"]
        #expect(NearMisses.nearest(to: mistyped, among: names).first == name)
    }

    @Test("are none when nothing is near", arguments: ["xyz", "", "completely-different"])
    func far(name: String) { #expect(NearMisses.nearest(to: name, among: ["region", "upgrade"]).isEmpty) }

    @Test("come best first and at most as many as asked for")
    func order() {
        let found = NearMisses.nearest(
            to: "tenant_12", among: ["tenant_99", "tenant_13", "tenant_12x", "tenant_11"], limit: 3)
        #expect(found == ["tenant_11", "tenant_12x", "tenant_13"])
    }
}
