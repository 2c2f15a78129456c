import FlotillaDriver
import Glibc
import Testing

@testable import FlotillaInventory

@Suite("Hostile input")
struct HostileInputTests {
    private static let seeds: [(name: String, text: String)] = [
        (
            "a.yaml",
            """
            # fleet
            targets:
              - id: a
                url: "postgresql://u:p@h:1,[::1]:2/d?sslmode=require"
                labels: {x: y, z: 'w'}
              - {id: b, url: sqlite:b}
            sources:
              - file: nowhere.csv
            """
        ),
        ("a.json", #"{"targets": [{"id": "a\u00fc", "url": "mysql://u@h/d", "labels": {"x": 1.5e3}}], "sources": []}"#),
        (
            "a.ndjson",
            "{\"id\": \"a\", \"url\": \"sqlite:a\"}\n{\"id\": \"b\", \"url\": \"sqlite:b\", \"schema\": null}\n"
        ),
        ("a.csv", "id,url,x\na,sqlite:a,\"b\"\"c\"\n\"d\ne\",sqlite:e,\n"),
    ]

    @Test("in any format gives targets or a problem and never ends the process", arguments: seeds.map(\.name))
    func mutations(name: String) throws {
        let seed = Array(try #require(Self.seeds.first { $0.name == name }).text.utf8)
        let folder = try Folder()
        var generator = SeededGenerator(state: UInt64(name.utf8.count))
        var problems = 0
        for _ in 0..<400 {
            let path = try folder.write(name, bytes: mutated(seed, &generator))
            problems += try Inventory.load(path).problems(.empty).isEmpty ? 0 : 1
        }
        #expect(problems > 100)
    }

    @Test("in a URL gives a template that can be shown and asked, or a fault inside the text")
    func urls() {
        let seed = Array("postgresql://u:${env:PW}@h:${PORT},g:2/d${file:/x}?sslmode=require&schema=s".utf8)
        var generator = SeededGenerator(state: 99)
        for _ in 0..<3000 {
            let text = String(decoding: mutated(seed, &generator), as: UTF8.self)
            do throws(URLFault) {
                let template = try URLTemplate(parsing: text)
                _ = (template.redacted, template.serverKey, template.schema, template.replacingDatabase("x").redacted)
            } catch {
                #expect((0...text.unicodeScalars.count).contains(error.offset), "\(text)")
            }
        }
    }

    @Test("in a selector gives a selector or a column inside the text")
    func selectors() {
        let seed = Array("region in (eu, us), tier!=free, !legacy, id='x y', a*".utf8)
        var generator = SeededGenerator(state: 5)
        for _ in 0..<3000 {
            let text = String(decoding: mutated(seed, &generator), as: UTF8.self)
            do throws(SelectorError) { _ = try Selector(parsing: text) } catch {
                #expect((1...text.count + 1).contains(error.column), "\(text)")
            }
        }
    }

    @Test("nested deep does not outgrow the stack of a blocking thread", arguments: ["[", "{a: ", "- ", "? "])
    func stack(opening: String) async throws {
        let folder = try Folder()
        let text = "sources: {x: " + String(repeating: opening, count: 20_000)
        let closing = opening == "[" ? "]" : "}"
        let path = try folder.write("a.yaml", text + String(repeating: closing, count: 20_000) + "}\n")
        let short = try folder.write(
            "b.yaml", "sources: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500) + "\n")
        let problems = await withTaskExecutorPreference(BlockingPool(width: 1)) {
            [path, short].map { (try? Inventory.load($0).problems(.empty).count) ?? 0 }
        }
        #expect(problems == [1, 1])
    }

    @Test("of more than 64 MiB is refused before it is read", arguments: ["a.yaml", "a.json"])
    func tooLarge(name: String) throws {
        let folder = try Folder()
        let path = try folder.write(name, "")
        #expect(truncate(path, off_t(ReadingLimits.document + 1)) == 0)
        #expect(try Inventory.load(path).problems(.empty).map(\.reason) == [.tooLarge(limit: ReadingLimits.document)])
    }

    @Test("that cannot be cut is refused above 8 MiB", arguments: ["", "  "])
    func tooLargeWhole(indent: String) throws {
        let folder = try Folder()
        let path = try folder.write(
            "a.yaml",
            "targets: [\n" + String(repeating: indent + "{id: a, url: 'sqlite:a'},\n", count: 350_000) + indent + "]\n")
        #expect(try Inventory.load(path).problems(.empty).map(\.reason) == [.tooLarge(limit: ReadingLimits.wholeYAML)])
    }

    /// One to four bytes replaced, removed or doubled.
    private func mutated(_ seed: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = seed
        let interesting = Array("\"'{}[]:,-#&*!|>%@`\\\n\r\t \0$?/=".utf8) + [0xFF, 0xC2, 0xE2, 0x80, 0x85]
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[index] = interesting[Int.random(in: interesting.indices, using: &generator)]
            case 1: bytes.remove(at: index)
            default: bytes.insert(contentsOf: bytes[index...].prefix(8), at: index)
            }
        }
        return bytes
    }
}
