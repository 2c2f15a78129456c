import FlotillaDriver
import FlotillaSQL
import Testing

@testable import FlotillaInventory

@Suite("An inventory file")
struct FormatTests {
    private static let same: [(name: String, text: String)] = [
        (
            "fleet.yaml",
            """
            targets:
              - id: acme
                url: postgresql://db1/acme
                schema: s1
                labels: {region: eu, tier: "free"}
              - id: beta
                url: sqlite:beta.db
            """
        ),
        (
            "fleet.json",
            """
            {"targets": [{"id": "acme", "url": "postgresql://db1/acme", "schema": "s1",
              "labels": {"region": "eu", "tier": "free"}}, {"id": "beta", "url": "sqlite:beta.db"}]}
            """
        ),
        (
            "fleet.ndjson",
            """
            {"id": "acme", "url": "postgresql://db1/acme", "schema": "s1", "labels": {"region": "eu", "tier": "free"}}
            {"id": "beta", "url": "sqlite:beta.db"}
            """
        ),
        ("fleet.csv", "id,url,schema,region,tier\nacme,postgresql://db1/acme,s1,eu,free\nbeta,sqlite:beta.db,,,\n"),
        (
            "windows.csv",
            "\u{FEFF}id,url,schema,region,tier\r\n\"acme\",postgresql://db1/acme,s1,eu,\"free\"\r\n\r\nbeta,sqlite:beta.db,,,\r\n"
        ),
    ]

    @Test("says the same in every format", arguments: same.map(\.name))
    func everyFormat(name: String) throws {
        let text = try #require(Self.same.first { $0.name == name }?.text)
        let found = try targets(text, in: name)
        #expect(found.map(\.id.text) == ["acme", "beta"])
        #expect(found[0].labels == ["region": "eu", "tier": "free"] && found[1].labels == [:])
        #expect(found.map(\.schema) == ["s1", nil])
        #expect(found.map(\.engine) == [.postgresql, .sqlite])
    }

    @Test("keeps the written text of labels that YAML takes for something else")
    func labelsStayText() throws {
        let found = try targets(
            """
            targets:
              - id: a
                url: sqlite:a.db
                labels: {no: no, on: on, octal: 010, float: 1.0, null: ~, date: 2026-01-01, empty: "", nothing: }
            """)
        #expect(
            found[0].labels == [
                "no": "no", "on": "on", "octal": "010", "float": "1.0", "null": "~", "date": "2026-01-01", "empty": "",
            ])
    }

    @Test("keeps JSON's numbers and booleans as written and leaves null out")
    func jsonScalars() throws {
        let found = try targets(
            #"[{"id": 7, "url": "sqlite:a.db", "labels": {"a": 1.0, "b": true, "c": null, "d": "\u00fc\ud83d\ude00"}}]"#,
            in: "a.json")
        #expect(found[0].id.text == "7" && found[0].labels == ["a": "1.0", "b": "true", "d": "ü😀"])
    }

    @Test("reads quoted CSV cells that hold commas, quotes and line ends")
    func quotedCells() throws {
        let found = try targets("id,url,note\na,sqlite:a.db,\"x, \"\"y\"\"\"\n", in: "a.csv")
        #expect(found[0].labels["note"] == "x, \"y\"")
    }

    @Test("tells where each target stands")
    func origins() throws {
        let found = try targets("id,url\n\na,sqlite:a.db\nb,sqlite:b.db\n", in: "a.csv")
        #expect(found.map(\.origin.line) == [3, 4])
    }

    private static let wrong: [(name: String, text: String, found: Found)] = [
        // Keys
        (
            "a.yaml", "targets:\n  - id: a\n    ulr: sqlite:a.db\n",
            Found(.unknownKey("ulr", nearest: "url", allowed: Entry.shape.names), at: "a.yaml:3:5")
        ),
        (
            "a.yaml", "target:\n  - id: a\n",
            Found(.unknownKey("target", nearest: "targets", allowed: InventoryDocument.keys), at: "a.yaml:1:1")
        ),
        (
            "a.json", "{\"tragets\": []}",
            Found(.unknownKey("tragets", nearest: "targets", allowed: InventoryDocument.keys), at: "a.json:1:2")
        ),
        ("a.yaml", "targets:\n- url: sqlite:a.db\n", Found(.missingKey("id"), at: "a.yaml:2:3")),
        ("a.yaml", "targets:\n- id: a\n- id: b\n", Found(.missingKey("url"), at: "a.yaml:2:3")),
        ("a.ndjson", "\n{\"id\": \"a\"}\n", Found(.missingKey("url"), at: "a.ndjson:2:1")),
        ("a.csv", "id,region\na,eu\n", Found(.missingKey("url"), at: "a.csv:1:1")),
        (
            "a.yaml", "targets:\n- id: a\n  id: b\n",
            Found(.repeatedKey("id", first: Place(file: "", line: 2, column: 3)), at: "a.yaml:3:3")
        ),
        // Shape
        ("a.yaml", "targets: all\n", Found(.wrongType(key: "targets", expected: .list), at: "a.yaml:1:10")),
        (
            "a.yaml", "targets:\n- id: [a]\n  url: x\n",
            Found(.wrongType(key: "id", expected: .text), at: "a.yaml:2:7")
        ),
        (
            "a.yaml", "targets:\n- id: a\n  url: sqlite:a\n  labels: eu\n",
            Found(.wrongType(key: "labels", expected: .mapping), at: "a.yaml:4:11")
        ),
        ("a.yaml", "- id: a\n", Found(.wrongType(key: "", expected: .mapping), at: "a.yaml:1:1")),
        ("a.csv", "id,url\na\n", Found(.wrongFieldCount(expected: 2, found: 1), at: "a.csv:2:1")),
        ("a.yaml", "# nothing\n", Found(.emptyFile, at: "a.yaml")),
        ("a.csv", "", Found(.emptyFile, at: "a.csv")),
        // URLs: the column is inside the value
        (
            "a.yaml", "targets:\n- id: a\n  url: \"mysql://h:0/d\"\n",
            Found(.badURL(.badPort), at: "a.yaml:3:19")
        ),
        ("a.csv", "id,url\na,oracle://h/d\n", Found(.badURL(.unknownScheme("oracle")), at: "a.csv:2:3")),
        ("a.ndjson", "{\"id\":\"a\",\"url\":\"mysql://h\"}", Found(.badURL(.missingDatabase), at: "a.ndjson:1:27")),
        (
            "a.yaml", "targets:\n- id: a\n  url: mysql://h/d\n  schema: s\n",
            Found(.badURL(.schemaUnsupported(.mysql)), at: "a.yaml:4:11")
        ),
        (
            "a.yaml", "targets:\n- id: a\n  url: postgresql://h/d?schema=s\n  schema: t\n",
            Found(.badURL(.schemaTwice), at: "a.yaml:4:11")
        ),
        // Ids and labels
        (
            "a.yaml", "targets:\n- id: a b\n  url: sqlite:a\n",
            Found(.badID(text: "a b", .badCharacter), at: "a.yaml:2:7")
        ),
        ("a.yaml", "targets:\n- id: ''\n  url: sqlite:a\n", Found(.badID(text: "", .empty), at: "a.yaml:2:8")),
        ("a.csv", "id,url\n,sqlite:a\n", Found(.missingKey("id"), at: "a.csv:2:1")),
        ("a.csv", "id,url,my label\na,sqlite:a,x\n", Found(.badLabelKey("my label", .malformed), at: "a.csv:1:8")),
        ("a.csv", "id,url,engine\na,sqlite:a,x\n", Found(.badLabelKey("engine", .reserved), at: "a.csv:1:8")),
        (
            "a.yaml", "targets:\n- id: a\n  url: sqlite:a\n  labels: {a b: c}\n",
            Found(.badLabelKey("a b", .malformed), at: "a.yaml:4:12")
        ),
        // Formats
        (
            "a.yaml", "targets:\n- id: \"a\n  url: x\n",
            Found(.syntax(words: "found unexpected end of stream"), at: "a.yaml:4:1")
        ),
        ("a.yaml", "targets:\n- &x {id: a}\n", Found(.featureRefused(feature: "anchor"), at: "a.yaml:2:3")),
        ("a.yaml", "targets:\n- *x\n", Found(.featureRefused(feature: "alias"), at: "a.yaml:2:3")),
        ("a.yaml", "targets:\n- id: !secret a\n", Found(.featureRefused(feature: "tag"), at: "a.yaml:2:7")),
        ("a.yaml", "targets:\n- id: a\u{1}b\n", Found(.controlCharacter, at: "a.yaml:2:8")),
        ("a.json", "{\"targets\": [}", Found(.syntax(words: "a value was expected"), at: "a.json:1:14")),
        ("a.json", "[] []", Found(.syntax(words: "text after the end of the value"), at: "a.json:1:4")),
        (
            "a.json", "[{\"id\": 1, \"id\": 2}]",
            Found(.repeatedKey("id", first: Place(file: "", line: 1, column: 3)), at: "a.json:1:12")
        ),
        (
            "a.csv", "id,url\na,\"x\n",
            Found(.syntax(words: "a field without its closing quotation mark"), at: "a.csv:2:3")
        ),
        (
            "a.txt", "",
            Found(.unknownFileKind(allowed: ["yaml", "yml", "json", "ndjson", "jsonl", "csv"]), at: "a.txt")
        ),
    ]

    @Test("is refused with the place of what is wrong", arguments: wrong.indices)
    func places(index: Int) throws {
        let (name, text, expected) = Self.wrong[index]
        var found = try problem(text, in: name)
        if case .repeatedKey(let key, let first?) = found.reason {
            found.reason = .repeatedKey(key, first: Place(file: "", line: first.line, column: first.column))
        }
        #expect(found == expected)
    }

    @Test("is refused with both places when an id comes twice, whatever its case")
    func repeatedID() throws {
        let found = try problem("id,url\nAcme,sqlite:a\nb,sqlite:b\nacme,sqlite:c\n", in: "a.csv")
        guard case .repeatedID(let text, let first) = found.reason else {
            Issue.record("\(found)")
            return
        }
        #expect(text == "acme" && first.line == 2 && found.place == "a.csv:4:1")
    }

    @Test("is refused when it is not UTF-8, with the line")
    func notUTF8() throws {
        let folder = try Folder()
        let path = try folder.write("a.yaml", bytes: Array("targets:\n- id: ".utf8) + [0xFF] + Array("\n".utf8))
        do throws(InventoryError) {
            _ = try targets(at: path)
            Issue.record("it was read")
        } catch {
            #expect(Found(error, in: folder) == Found(.notUTF8, at: "a.yaml:2"))
        }
    }

    @Test("is refused when it is nested too deep", arguments: ["a.yaml", "a.json"], [40, 500, 5000])
    func depth(name: String, levels: Int) throws {
        let nested = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        let found = try problem("{\"targets\": [{\"id\": \(nested)}]}", in: name)
        switch found.reason {
        case .nestedTooDeep, .syntax: break
        default: Issue.record("\(found)")
        }
        #expect(found.place.hasPrefix(name + ":1:"))
    }

    @Test("is refused as a bomb of aliases before it grows")
    func bomb() throws {
        var text = "targets:\n- &a0 {id: x}\n"
        for level in 1..<30 { text += "- &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(try problem(text).reason == .featureRefused(feature: "anchor"))
    }

    @Test("gives all its problems when asked, up to a limit")
    func allProblems() throws {
        let folder = try Folder()
        let path = try folder.write("a.csv", "id,url\na,x\nb,sqlite:b\nb,sqlite:b\nc d,sqlite:c\ne,y\n")
        let inventory = try Inventory.load(path)
        #expect(inventory.problems(.empty).map { $0.place?.line } == [2, 4, 5, 6])
        #expect(inventory.problems(.empty, limit: 2).map { $0.place?.line } == [2, 4])
    }
}
