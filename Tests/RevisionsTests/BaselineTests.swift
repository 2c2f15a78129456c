import FlotillaSQL
import Testing

@testable import FlotillaRevisions

@Suite("Baselines")
struct BaselineTests {
    private static func file(
        _ id: String, after parents: String = "<base>", replaces: [String] = [], body: String = "-- flotilla:upgrade\n"
    ) throws -> RevisionFile {
        let lines = ["-- \(id)", "--", "-- Revision ID: \(id)", "-- Revises: \(parents)"]
        let replaced = replaces.isEmpty ? [] : ["-- Replaces: \(replaces.joined(separator: ", "))"]
        let text = (lines + replaced + ["", body]).map { $0 + "\n" }.joined()
        return try RevisionFile(parsing: Array(text.utf8), path: "\(id)\(replaces.isEmpty ? "" : "-baseline").sql")
    }

    private static func line(_ ids: [String]) throws -> [RevisionFile] {
        try zip(ids, ["<base>"] + ids).map { try file($0, after: $1) }
    }

    @Test("lead to the rows to which the long way leads, step by step", arguments: 0..<60)
    func sameRows(seed: UInt64) throws {
        var (graph, random) = try PathPropertyTests.draw(seed: seed)
        let baseline = try #require(graph.ids.randomElement(using: &random))
        let goal = try #require(graph.ids.randomElement(using: &random))
        let long = try graph.upgrade(from: [], to: goal.text)
        let short = try graph.upgrade(from: [], to: goal.text, over: [baseline])
        #expect(short.start.isEmpty && short.end == long.end)

        let folded = Set(try graph.applied(by: [baseline]).ids)
        let isWanted = folded.isSubset(of: try graph.applied(by: long.end).ids)
        #expect(short.steps.first?.isBaseline == isWanted)
        #expect(short.count == (isWanted ? long.count - folded.count + 1 : long.count))
        var applied: Set<RevisionID> = []
        for step in short {
            #expect(step.rowsBefore == PathPropertyTests.maximal(applied, in: graph))
            applied.formUnion(step.isBaseline ? folded : [step.revision])
            #expect(step.rowsAfter == PathPropertyTests.maximal(applied, in: graph))
        }
    }

    @Test("are for databases without any revision only", arguments: 0..<60)
    func onlyFromNothing(seed: UInt64) throws {
        var (graph, random) = try PathPropertyTests.draw(seed: seed)
        let middle = try #require(graph.ids.randomElement(using: &random))
        let rows = try graph.upgrade(from: [], to: middle.text).end
        #expect(
            try graph.upgrade(from: rows, to: "heads", over: graph.ids) == graph.upgrade(from: rows, to: "heads"))
    }

    @Test("are chosen by how much they fold, and fold nothing that is not wanted")
    func widest() throws {
        let graph = try graph("a; b <a; c <b; d <c; e <b")
        let all = graph.ids
        #expect(try graph.upgrade(from: [], to: "d", over: ["b", "c"]).files.map(\.text) == ["baseline:c", "d"])
        #expect(try graph.upgrade(from: [], to: "e", over: ["b", "c"]).files.map(\.text) == ["baseline:b", "e"])
        #expect(try graph.upgrade(from: [], to: "a", over: ["b", "c"]).files.map(\.text) == ["a"])
        #expect(try graph.upgrade(from: [], to: "+2", over: ["c"]).text == "+a +b")
        #expect(try graph.upgradeScript(to: "d", over: all).count == 1)
        #expect(try graph.upgradeScript(to: "a:d", over: all).text == "+b +c +d")
    }

    @Test("are no part of the graph while the files that they replace are there")
    func shortcut() throws {
        let baseline = try Self.file("c", replaces: ["a", "b", "c"], body: "-- flotilla:upgrade sqlite\nSELECT 1;")
        let migrations = try Migrations(Self.line(["a", "b", "c", "d"]) + [baseline])
        #expect(migrations.graph.ids == ["a", "b", "c", "d"])
        #expect(migrations["c"]?.path == "c.sql" && migrations["baseline:c"]?.path == "c-baseline.sql")
        #expect(migrations.baselines(on: .sqlite) == ["c"] && migrations.baselines(on: .mysql).isEmpty)
        #expect(migrations.names == ["baseline:c", "a", "b", "c", "d"])
        let path = try migrations.graph.upgrade(from: [], to: "d", over: ["c"])
        #expect(try migrations.sections(for: path, on: .sqlite).map(\.body).first == Array("SELECT 1;\n".utf8))
    }

    @Test("are the first of their line when those files are gone")
    func alone() throws {
        let baseline = try Self.file("c", replaces: ["a", "b", "c"])
        let migrations = try Migrations([baseline, Self.file("d", after: "c")])
        #expect(migrations.graph.bases == ["c"] && migrations.baselineRevisions.isEmpty)
        #expect(
            refusal { () throws(RevisionError) in try migrations.graph.upgrade(from: ["b"], to: "d") }
                == .foldedRow("b", into: "c"))
        #expect(migrations.graph.refusal(ofRow: "x") == .unknownRows(["x"], nearMisses: []))
        #expect(try migrations.graph.foldable(upTo: "d").map(\.text) == ["a", "b", "c", "d"])
    }

    @Test("that do not replace exactly what leads to them are refused, and so are folders with half of the files")
    func refused() throws {
        let all = try Self.line(["a", "b", "c", "d"])
        func error(_ files: [RevisionFile]) -> MigrationsError? {
            do throws(MigrationsError) {
                _ = try Migrations(files)
                return nil
            } catch {
                return error
            }
        }
        #expect(
            error(all + [try Self.file("c", replaces: ["a", "c"])])
                == MigrationsError(
                    error: .staleBaseline("c", lacks: ["b"], hasBesides: []), paths: ["c-baseline.sql"]))
        #expect(
            error(all + [try Self.file("c", replaces: ["a", "b", "c", "x"])])?.error
                == .staleBaseline("c", lacks: [], hasBesides: ["x"]))
        #expect(
            error([all[0], all[3], try Self.file("c", replaces: ["a", "b", "c"])])
                == MigrationsError(error: .halfFolded("c", remaining: ["a"]), paths: ["c-baseline.sql"]))
        let baseline = try Self.file("c", replaces: ["a", "b", "c"])
        #expect(error(all + [baseline, baseline])?.error == .duplicateID("c"))
    }

    @Test("may fold an earlier baseline whose files are gone")
    func twice() throws {
        let first = try Self.file("b", replaces: ["a", "b"])
        let rest = [try Self.file("c", after: "b"), try Self.file("d", after: "c")]
        let migrations = try Migrations([first] + rest + [Self.file("c", replaces: ["a", "b", "c"])])
        #expect(migrations.baselineRevisions == ["c"])
    }

    @Test("say over several lines what they replace, and print as they were read")
    func header() throws {
        let replaces = (1...13).map { RevisionID("r\($0)") }
        let header = RevisionHeader(id: "r13", replaces: replaces, message: "Replaces: the old history")
        let file = try RevisionFile(path: "x.sql", header: header, sections: [])
        let text = String(decoding: file.bytes, as: UTF8.self)
        #expect(text.contains("-- Replaces: r1, r2, r3, r4, r5, r6\n-- Replaces: r7"), "\(text)")
        #expect(file.header == header)
        #expect(try RevisionFile(parsing: file.bytes, path: "x.sql").header.replaces == replaces)
    }

    @Test(
        "name each revision once, and every one of them",
        arguments: [("a, a", RevisionFileProblem.repeatedName("a")), ("a,", .illegalID("", .empty))])
    func faults(list: String, problem: RevisionFileProblem) {
        let text = "-- Revision ID: b\n-- Revises:\n-- Replaces: \(list)\n"
        #expect {
            try RevisionFile(parsing: Array(text.utf8), path: "x.sql")
        } throws: {
            ($0 as? RevisionFileError)?.problem == problem && ($0 as? RevisionFileError)?.line == 3
        }
    }
}
