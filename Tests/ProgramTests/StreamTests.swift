import Foundation
import Testing

/// What goes to which stream, in which form.
@Suite struct StreamTests {
    private static let commands = [
        "upgrade --all --yes", "downgrade --all --yes", "stamp r1 --all --yes", "current --all", "status",
        "status --live", "inventory list", "inventory show t1", "inventory check", "ledger runs", "ledger history t1",
    ]

    private func upgraded() throws -> Workplace {
        let place = try Workplace(tenants: 2)
        try place.flotilla("upgrade --all --yes")
        return place
    }

    @Test("a successful run into a pipe leaves standard error empty", arguments: commands)
    func silence(command: String) throws {
        let finished = try upgraded().flotilla(command)
        #expect(finished.status == 0 && finished.errors.isEmpty && !finished.output.isEmpty)
    }

    @Test("JSON parses and says what it is", arguments: commands)
    func json(command: String) throws {
        let document = try upgraded().document(command + " -o json")
        #expect(document["apiVersion"] as? String == "flotilla/v1" && document["kind"] is String)
    }

    @Test("every line of NDJSON parses and says what it is", arguments: commands)
    func ndjson(command: String) throws {
        let lines = try upgraded().flotilla(command + " -o ndjson").output.split(separator: "\n")
        let kinds = try lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["kind"] as? String
        }
        #expect(!kinds.isEmpty && !kinds.contains(nil))
    }

    @Test("CSV has the same number of fields in every line", arguments: commands)
    func csv(command: String) throws {
        let lines = try upgraded().flotilla(command + " -o csv").output.split(whereSeparator: \.isNewline)
        let counts = Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
        #expect(lines.count > 1 && counts.count == 1)
    }

    @Test("names are one per line", arguments: ["upgrade --all --yes", "current --all", "inventory list"])
    func names(command: String) throws {
        #expect(try upgraded().flotilla(command + " -o name").output.split(separator: "\n").sorted() == ["t1", "t2"])
    }

    @Test("Markdown begins with a table")
    func markdown() throws {
        #expect(try upgraded().flotilla("status -o markdown").output.hasPrefix("| VERSION | TARGETS |"))
    }

    @Test("a failure is told on standard error, and the document stays whole")
    func failureInJSON() throws {
        let place = try Workplace()
        try place.revision("r3", after: "r2", up: "SELECT nonsense;", down: nil)
        let finished = try place.flotilla("upgrade --all -o json")
        let document = try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any]
        let failures = document?["failures"] as? [[String: Any]]
        #expect(failures?.first?["line"] as? Int == 7 && finished.errors.contains("Error: upgrade to head: t1 failed"))
    }

    @Test(
        "colour comes when it is asked for and not otherwise",
        arguments: [
            ("status", [:], false), ("status --color always", [:], true), ("status", ["CLICOLOR_FORCE": "1"], true),
            ("status", ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
            ("status --color always", ["NO_COLOR": "1"], true),
            ("status --color never", ["CLICOLOR_FORCE": "1"], false),
        ] as [(String, [String: String], Bool)])
    func colour(command: String, environment: [String: String], isColoured: Bool) throws {
        let output = try upgraded().flotilla(command, environment: environment).output
        #expect(output.contains("\u{1b}[") == isColoured)
    }

    @Test("progress into a pipe is whole lines", arguments: ["auto", "tty", "plain", "json", "none"])
    func progress(mode: String) throws {
        let finished = try Workplace(tenants: 3).flotilla("upgrade --all --yes --progress \(mode)")
        #expect(!(finished.output + finished.errors).contains { $0 == "\r" || $0 == "\u{1b}" })
    }

    @Test("without UTF-8 the signs are plain ASCII")
    func ascii() throws {
        let output = try upgraded().flotilla("current --all", environment: ["LANG": "C"]).output
        #expect(output.allSatisfy(\.isASCII) && output.contains("+ succeeded"))
    }
}
