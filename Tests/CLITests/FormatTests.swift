import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaCLI

@Suite struct JSONTests {
    @Test(
        "strings are escaped",
        arguments: [
            ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#), ("\u{1}\u{1f}", #""\u0001\u001f""#),
            ("\u{7f}\u{9b}", #""\u007f\u009b""#), ("\u{2028}", #""\u2028""#), ("é 日本 🚀", "\"é 日本 🚀\""),
        ])
    func strings(text: String, json: String) {
        #expect(JSON.string(text).text == json)
    }

    @Test("carriage return and line feed are two characters")
    func lineBreak() {
        #expect(JSON.string("\r\n").text == #""\r\n""#)
    }

    @Test("members keep their order")
    func order() {
        #expect(JSON.object([.init("b", .integer(1)), .init("a", .null)]).text == #"{"b":1,"a":null}"#)
    }

    @Test("what is no number in JSON is null", arguments: [Double.infinity, -.infinity, .nan])
    func numbers(value: Double) {
        #expect(JSON.number(value).text == "null")
    }
}

@Suite struct CSVTests {
    @Test(
        "fields are quoted where a border could be seen",
        arguments: [
            ("a", "a"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("a\nb", "\"a\nb\""),
            ("a\r\nb", "\"a\r\nb\""), (" a", "\" a\""), ("", ""),
        ])
    func fields(text: String, field: String) {
        #expect(CSV.line([text, "x"]) == "\(field),x\n")
    }
}

@Suite struct MarkdownTests {
    @Test(
        "what would be read as markup stands as itself",
        arguments: [("a|b", "a\\|b"), ("<b>", "\\<b\\>"), ("x_y*", "x\\_y\\*"), ("a\nb", "a\\\\nb")])
    func escaping(text: String, shown: String) {
        #expect(Markdown.row([text]) == "| \(shown) |\n")
    }
}

@Suite struct ReportWriterTests {
    private static let layout = ReportLayout(
        kind: "ShipList", rowKind: "Ship", rowsKey: "ships",
        columns: [
            .init(title: "NAME", key: "name", smallest: 8),
            .init(title: "OUTCOME", key: "outcome"),
            .init(title: "CREW", key: "crew", isRightAligned: true),
            .init(title: "LABELS", key: "labels", smallest: 8),
            .init(title: "VERSION", key: "version", isWide: true),
            .init(title: "ANSWERS", key: "answers", isWide: true),
            .init(title: "SEEN", key: "seenAt", isWide: true),
            .init(title: "TIME", key: "durationSeconds", isWide: true, isRightAligned: true),
        ],
        arrivesUnordered: true)

    private static let rows: [[Field]] = [
        [
            .text("victory, \"HMS\""), .outcome(.succeeded), .number(12345),
            .labels([.init(key: "sea", value: "north"), .init(key: "note", value: "a|b")]),
            .version(["1975ea83b712", "ae1027a6acf"]), .answer(true, yes: "answers", no: "silent"),
            .moment(secondsSinceEpoch: 1_795_335_791), .duration(.milliseconds(1250)),
        ],
        [
            .text("evil\u{1b}[2J\nname"), .outcome(.unreachable), .number(7), .labels([]), .version([]),
            .answer(false, yes: "answers", no: "silent"), .none, .none,
        ],
        [
            .text("a-ship-with-a-name-that-is-longer-than-any-column"), .outcome(.failed), .none,
            .labels([.init(key: "日本", value: "é")]), .none, .answer(true, yes: "answers", no: "silent"), .none, .none,
        ],
    ]

    private func written(_ format: OutputFormat, on terminal: Terminal, rows: [[Field]] = rows) -> String {
        let output = Recording()
        let writer = ReportWriter(Self.layout, format: format, terminal: terminal, write: { output.write($0) })
        for row in rows { writer.row(row) }
        writer.finish(ReportEnd(members: [.init("total", .integer(rows.count))], closing: ["3 ships", "Next: sail"]))
        return output.text
    }

    @Test("formats for pipes", arguments: OutputFormat.allCases)
    func formats(format: OutputFormat) {
        expectGolden(written(format, on: .plain), "report-\(format.rawValue)")
    }

    @Test("tables at widths", arguments: [40, 80, 200])
    func widths(width: Int) {
        expectGolden(written(.table, on: .screen(width)), "report-table-\(width)")
    }

    @Test("a table never exceeds the terminal", arguments: 20...120)
    func neverWider(width: Int) {
        let lines = written(.table, on: .screen(width)).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayText.width(String($0)) <= width })
    }

    @Test("a table without Unicode is ASCII but for the names in it")
    func ascii() {
        expectGolden(written(.table, on: .screen(60, isUnicode: false)), "report-table-ascii")
    }

    @Test("a table in colour")
    func colour() {
        expectGolden(written(.table, on: .screen(80, isColored: true)), "report-table-colour")
    }

    @Test("without rows, a table is its closing lines", arguments: [OutputFormat.table, .wide])
    func emptyTable(format: OutputFormat) {
        #expect(written(format, on: .plain, rows: []) == "3 ships\nNext: sail\n")
    }

    @Test("without rows, a document still has its list")
    func emptyDocument() {
        #expect(written(.json, on: .plain, rows: []).contains("\"ships\":[],"))
    }

    @Test("no hint for people enters a format for programs", arguments: OutputFormat.allCases.filter(\.isForMachines))
    func noHints(format: OutputFormat) {
        #expect(!written(format, on: .plain).contains("Next:"))
    }

    @Test("a report that broke off is still a document, and says so")
    func abandoned() {
        let output = Recording()
        let writer = ReportWriter(Self.layout, format: .json, terminal: .plain, write: { output.write($0) })
        writer.row(Self.rows[0])
        writer.abandon()
        #expect(output.text.hasSuffix("\n  ],\n  \"incomplete\":true\n}\n"))
    }

    @Test("a report that broke off before its first row writes nothing")
    func abandonedAtOnce() {
        let output = Recording()
        ReportWriter(Self.layout, format: .json, terminal: .plain, write: { output.write($0) }).abandon()
        #expect(output.text.isEmpty)
    }

    @Test("names shown on a terminal cannot act on it")
    func namesOnTerminal() {
        #expect(!written(.name, on: .screen(80)).contains("\u{1b}"))
    }
}
