import Foundation
import Testing

/// `docs/flask-migrate.md` against the real tools: what they say of themselves stands in the table.
@Suite("The table of commands")
struct FlaskTableTests {
    /// Every command and every option, one a line, as the tools' own parsers have them.
    private static let program = """
        import argparse, click
        from alembic.config import CommandLine
        from flask_migrate.cli import db

        for name, command in db.commands.items():
            print("flask", name)
            for option in command.params:
                if isinstance(option, click.Option):
                    print("flask", name, *option.opts, *option.secondary_opts)
        parser = CommandLine("alembic").parser
        groups = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
        for name, command in [("", parser)] + list(groups.choices.items()):
            print("alembic", name)
            for option in command._actions:
                if option.option_strings and "--help" not in option.option_strings:
                    print("alembic", name, *option.option_strings)
        """

    private struct Row {
        var cells: [String]
        var flask: [String: Set<String>]
        var alembic: [String: Set<String>]
    }

    private static let root =
        "/" + URL(fileURLWithPath: #filePath).pathComponents.dropLast(3).dropFirst().joined(separator: "/")

    /// The rows under a heading.
    private static func rows(_ heading: String) throws -> [Row] {
        let text = try String(contentsOfFile: root + "/docs/flask-migrate.md", encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading + "\n") })
        return section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
            let flask = names(cells[0], after: "")
            let command = flask.keys.first ?? ""
            return Row(
                cells: cells, flask: flask,
                alembic: cells[1] == "the same" ? flask : names(cells[1], after: command))
        }
    }

    /// Commands with their options, of what stands in backquotes; an option alone belongs to the command before it.
    private static func names(_ cell: String, after first: String) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        var command = first
        for (index, span) in cell.components(separatedBy: "`").enumerated() where index % 2 == 1 {
            var words = span.split(separator: " ").map(String.init)
            if let word = words.first, !word.hasPrefix("-") { command = words.removeFirst() }
            let options = words.map { $0.trimmingCharacters(in: ["[", "]"]) }.filter { $0.hasPrefix("-") }
            found[command, default: []].formUnion(options)
        }
        return found
    }

    private static func said() throws -> [[String]] {
        let alembic = try #require(ProcessInfo.processInfo.environment["FLOTILLA_TEST_ALEMBIC"])
        let place = try Workplace()
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: (alembic as NSString).deletingLastPathComponent + "/python")
        process.arguments = ["-c", program]
        let finished = try RunningProgram(process, in: place.path).finish()
        try #require(finished.status == 0, "\(finished.errors)")
        return finished.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    @Test("has every command and every option of flask db and of alembic")
    func complete() throws {
        let rows = try Self.rows("Commands")
        let general = try Self.rows("Options of all commands")
        let said = try Self.said()
        #expect(said.count > 100)
        for words in said {
            let ofTool = { (row: Row) in words[0] == "flask" ? row.flask : row.alembic }
            let command = words.dropFirst().first.flatMap { $0.hasPrefix("-") ? nil : $0 } ?? ""
            let options = words.filter { $0.hasPrefix("-") }
            let ofAll = general.map(ofTool).flatMap { $0.values.joined() }
            let own = rows.map(ofTool).compactMap { $0[command] }
            if !command.isEmpty { #expect(!own.isEmpty, "no row for \(words)") }
            #expect(
                options.isEmpty || !Set(options).isDisjoint(with: own.joined() + ofAll), "no row has \(words)")
        }
    }

    @Test("says in every row what stands for it here, or why nothing does, and which test shows it")
    func rows() throws {
        let rows = try Self.rows("Commands")
        #expect(rows.count > 40)
        for row in rows {
            let here = row.cells[2]
            let isNone = here.hasPrefix("none")
            #expect(
                !here.isEmpty && !(isNone && !here.hasPrefix("none: ")) && !here.contains("not yet"), "\(row.cells)")
            let path = Self.root + "/Tests/" + row.cells[3] + ".swift"
            #expect(isNone || FileManager.default.fileExists(atPath: path), "\(row.cells)")
        }
        for row in try Self.rows("Options of all commands") {
            #expect(!row.cells[2].isEmpty && row.cells[2] != "none", "\(row.cells)")
        }
    }
}
