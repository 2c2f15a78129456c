import FlotillaDriver
import Testing

@testable import FlotillaInventory

@Suite("A YAML inventory read in slices")
struct YAMLCuttingTests {
    /// What each target says and where it stands.
    private func sliced(_ text: String) throws -> (isCuttable: Bool, entries: [String]) {
        let folder = try Folder()
        let path = try folder.write("a.yaml", text)
        return (try YAMLSurvey(file: path).isCuttable, try targets(at: path).map(describe))
    }

    private func whole(_ text: String) throws -> [String] {
        let value = try #require(try YAMLReader.value(of: text, file: "a.yaml", firstLine: 1))
        let fields = try Fields(value, file: "a.yaml")
        guard case .list(let entries) = try #require(fields["targets"]).content else { return [] }
        return try entries.map { describe(try Scope().target(from: try Entry($0, file: "a.yaml"))) }
    }

    private func describe(_ target: Target) -> String {
        let labels = target.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "\(target.origin.line):\(target.origin.column) \(target.id) \(target.url) \(labels)"
    }

    @Test("gives what reading it as a whole gives, on 120 generated documents")
    func sameAsWhole() throws {
        var generator = SeededGenerator(state: 2026)
        var cut = 0
        for _ in 0..<120 {
            let text = GeneratedYAML.document(using: &generator)
            let (isCuttable, entries) = try sliced(text)
            cut += isCuttable ? 1 : 0
            #expect(entries == (try whole(text)), "\(text)")
        }
        #expect(cut > 80)
    }

    @Test("is cut in slices whose lines are the file's")
    func lines() throws {
        let text = "targets:\n" + (0..<1000).map { "- id: t\($0)\n  url: sqlite:\($0).db\n" }.joined()
        let (isCuttable, entries) = try sliced(text)
        #expect(isCuttable && entries.count == 1000 && entries.last?.hasPrefix("2000:3 t999 ") == true)
    }

    @Test("tells the file's line of a problem in a later slice")
    func lineOfProblem() throws {
        let text = "targets:\n" + (0..<1000).map { "- id: t\($0)\n  url: sqlite:\($0).db\n" }.joined()
        let found = try problem(text + "- id: x\n  url: sqlite:x\n  lable: {}\n")
        #expect(found.place == "inventory.yaml:2004:3")
    }

    @Test("tells the file's line of a syntax error in a later slice")
    func lineOfSyntaxError() throws {
        let text = "targets:\n" + (0..<1000).map { "- id: t\($0)\n  url: sqlite:\($0).db\n" }.joined()
        #expect(try problem(text + "- id: x\n  url: 'sqlite:x\n").place == "inventory.yaml:2004:1")
    }

    @Test(
        "is read as a whole when it is written otherwise",
        arguments: [
            "targets: [{id: a, url: 'sqlite:a'}, {id: b, url: 'sqlite:b'}]\n",
            "{targets: [{id: a, url: 'sqlite:a'}, {id: b, url: 'sqlite:b'}]}\n",
            "targets:\n  [{id: a, url: 'sqlite:a'},\n{id: b, url: 'sqlite:b'}]\n",
            "\"targets\":\n- id: a\n  url: sqlite:a\n- id: b\n  url: sqlite:b\n",
            "%YAML 1.1\n---\ntargets:\n- id: a\n  url: sqlite:a\n- id: b\n  url: sqlite:b\n...\n",
            "targets:\r- id: a\r  url: sqlite:a\r- id: b\r  url: sqlite:b\r",
            "targets:\n- id: a\n  url: sqlite:a\n- id: b\n  labels: {x: \"y\n- id: z\"}\n  url: sqlite:b\n",
            "targets:\n- id: a\n  url: sqlite:a\n- id: b\n  labels: {\nx: y\n}\n  url: sqlite:b\n",
        ])
    func otherForms(text: String) throws {
        #expect(try targets(text).map(\.id.text) == ["a", "b"])
    }

    @Test("gives each target once when a slice turns out to reach over its end")
    func reachesOver() throws {
        let plain = (0..<500).map { "- id: t\($0)\n  url: sqlite:\($0).db\n" }.joined()
        let text = "targets:\n" + plain + "- id: x\n  labels: {a: \"b\n- c\"}\n  url: sqlite:x\n"
        #expect(try targets(text).map(\.id.text) == (0..<500).map { "t\($0)" } + ["x"])
    }

    @Test("reads sources that stand before and after the targets once all targets are known")
    func sourcesAround() throws {
        let folder = try Folder()
        try folder.write("more.csv", "id,url\nm,sqlite:m\n")
        let path = try folder.write("a.yaml", "sources:\n- file: more.csv\ntargets:\n- id: a\n  url: sqlite:a\n")
        #expect(try targets(at: path).map(\.id.text) == ["a", "m"])
    }

    @Test("is refused when a key stands twice, cut or not")
    func repeatedSection() throws {
        let found = try problem("targets:\n- id: a\n  url: sqlite:a\ntargets: []\n")
        guard case .repeatedKey("targets", let first?) = found.reason else {
            Issue.record("found: \(found)")
            return
        }
        #expect(first.line == 1 && found.place.hasSuffix(":4:1"))
    }
}

/// Inventories as people write them: all the ways to indent, quote, wrap and comment.
private enum GeneratedYAML {
    static func document(using generator: inout SeededGenerator) -> String {
        var lines: [String] = []
        if chance(&generator, 4) { lines.append("---") }
        if chance(&generator, 3) { lines.append("# the fleet") }
        lines.append("targets:" + (chance(&generator, 4) ? "   # all of them" : ""))
        let indent = String(repeating: " ", count: Int.random(in: 0...4, using: &generator))
        for number in 0..<Int.random(in: 1...450, using: &generator) {
            if chance(&generator, 6) {
                lines.append(pick(["", "# note", "      # - id: not this one", "  "], &generator))
            }
            lines += entry(number, indent: indent, using: &generator)
        }
        let end = chance(&generator, 4) ? "\r\n" : "\n"
        return lines.joined(separator: end) + (chance(&generator, 2) ? end : "")
    }

    private static func entry(_ number: Int, indent: String, using generator: inout SeededGenerator) -> [String] {
        let id = pick(["t\(number)", "\"t-\(number)\"", "'t.\(number)'", "ü\(number)"], &generator)
        let url = pick(
            ["sqlite:a\(number).db", "\"mysql://u:p@h/d\(number)\"", "postgresql://h/d?sslmode=require"], &generator)
        if chance(&generator, 8) {
            return [indent + "- {id: \(id), url: \(pick(["'sqlite:x'", "\"sqlite:y\""], &generator))}"]
        }
        let inner = indent + "  "
        var members = ["id: \(id)", "url: \(url)"]
        if chance(&generator, 2) { members.swapAt(0, 1) }
        var lines = chance(&generator, 10) ? [indent + "-", inner + members[0]] : [indent + "- " + members[0]]
        lines.append(inner + members[1])
        if chance(&generator, 2) { lines += labels(inner, using: &generator) }
        return lines
    }

    private static func labels(_ indent: String, using generator: inout SeededGenerator) -> [String] {
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: return [indent + "labels: {region: eu, no: on, n: 010}"]
        case 1: return [indent + "labels:", indent + "  region: us  # west", "", indent + "  ring: '1'"]
        case 2: return [indent + "labels:", indent + "  note: two", indent + "    lines"]
        case 3: return [indent + "labels:", indent + "  note: \"a", indent + "    - id: b\""]
        case 4: return [indent + "labels: {region: eu,", indent + "  ring: a}"]
        case 5: return [indent + "labels:", indent + "  note: >-", indent + "    - id: folded", indent + "    more"]
        default: return [indent + "labels:"]
        }
    }

    private static func chance(_ generator: inout SeededGenerator, _ oneIn: Int) -> Bool {
        Int.random(in: 0..<oneIn, using: &generator) == 0
    }

    private static func pick(_ texts: [String], _ generator: inout SeededGenerator) -> String {
        texts[Int.random(in: 0..<texts.count, using: &generator)]
    }
}
