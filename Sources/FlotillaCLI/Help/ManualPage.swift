import ArgumentParser
import FlotillaDriver
import FlotillaInventory

/// A page for `man`, made from what `--help` is made from: the tree of commands, or a topic of `flotilla help`.
struct ManualPage {
    /// `flotilla-rollout-plan`
    var name: String
    /// 1 for commands, 7 for topics.
    var section: Int
    var text: String

    /// As `man` looks for it: `man1/flotilla-rollout-plan.1`.
    var path: String { "man\(section)/\(name).\(section)" }

    /// Of every command and topic, in the order of the tree.
    ///
    /// - Parameter program: what it is called in them.
    static func all(of program: ProgramName) -> [ManualPage] {
        let tree = CommandTree.root.all.map { $0.called(program) }
        return tree.map { ManualPage(command: $0, of: program) }
            + HelpTopic.allCases.map { ManualPage(topic: $0, of: program) }
    }

    private init(command: CommandTree, of program: ProgramName) {
        name = command.words.joined(separator: "-")
        section = 1
        var page = Roff(name: name, section: 1)
        page.section("NAME")
        page.line("\(Roff.escaped(name)) \\- \(Roff.escaped(command.abstract.withoutStop))")
        page.section("SYNOPSIS")
        page.verbatim(command.usage)
        if !command.discussion.isEmpty {
            page.section("DESCRIPTION")
            page.paragraphs(command.discussion)
        }
        for (title, arguments) in command.groups {
            page.section(title.uppercased())
            for argument in arguments { page.tagged(argument.tag, argument.words) }
        }
        if !command.children.isEmpty {
            page.section("COMMANDS")
            for child in command.children {
                page.tagged(Roff.bold(child.words.joined(separator: " ")), child.abstract)
            }
        }
        page.section("SEE ALSO")
        page.line(Self.related(to: command, of: program).joined(separator: ",\n"))
        text = page.text
    }

    private init(topic: HelpTopic, of program: ProgramName) {
        name = program.text + "-" + topic.rawValue
        section = 7
        var page = Roff(name: name, section: 7)
        page.section("NAME")
        page.line(
            "\(Roff.escaped(name)) \\- \(Roff.escaped(topic.title.lowercased())) of \(Roff.escaped(program.text))")
        page.section("DESCRIPTION")
        page.verbatim(program.shown(in: topic.body))
        page.section("SEE ALSO")
        page.line(Roff.reference(program.text, 1))
        text = page.text
    }

    private static func related(to command: CommandTree, of program: ProgramName) -> [String] {
        let above = command.words.dropLast().joined(separator: "-")
        let commands = (above.isEmpty ? [] : [above]) + command.children.map { $0.words.joined(separator: "-") }
        let topics = above.isEmpty ? HelpTopic.allCases : [.exitCodes, .environment]
        return commands.map { Roff.reference($0, 1) }
            + topics.map { Roff.reference("\(program.text)-\($0.rawValue)", 7) }
    }
}

extension String {
    fileprivate var withoutStop: String { hasSuffix(".") ? String(dropLast()) : self }
}

extension HelpTopic {
    /// The first line of the text.
    fileprivate var title: String { String(text.prefix { $0 != "\n" }) }

    fileprivate var body: String { String(text.dropFirst(title.count).drop { $0 == "\n" }) }
}

/// A text for roff with the macros of man(7).
struct Roff {
    private(set) var text: String

    init(name: String, section: Int) {
        text = ".TH \(Self.escaped(name.uppercased())) \(section) \"\" \"\(Self.escaped(Version.line))\" \"Flotilla\"\n"
    }

    mutating func section(_ title: String) { text += ".SH \"\(Self.escaped(title))\"\n" }

    /// Already escaped.
    mutating func line(_ line: String) { text += line + "\n" }

    mutating func verbatim(_ lines: String) {
        text += ".nf\n"
        for line in lines.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            text += line.isEmpty ? ".sp\n" : Self.escaped(line) + "\n"
        }
        text += ".fi\n"
    }

    mutating func paragraphs(_ words: String) {
        for (index, paragraph) in words.split(separator: "\n\n").enumerated() {
            if index > 0 { text += ".PP\n" }
            for line in paragraph.split(separator: "\n") { text += Self.escaped(String(line)) + "\n" }
        }
    }

    /// - Parameter tag: already escaped.
    mutating func tagged(_ tag: String, _ words: String) {
        text += ".TP\n\(tag)\n"
        for line in words.split(separator: "\n") { text += Self.escaped(String(line)) + "\n" }
    }

    static func bold(_ words: String) -> String { "\\fB\(escaped(words))\\fR" }

    static func italic(_ words: String) -> String { "\\fI\(escaped(words))\\fR" }

    static func reference(_ page: String, _ section: Int) -> String { "\(bold(page))(\(section))" }

    /// A hyphen stays one that can be copied, and no line begins with what roff takes for a request.
    static func escaped(_ words: String) -> String {
        var escaped = words.first == "." || words.first == "'" ? "\\&" : ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "'": escaped += "\\(aq"
            case "\"": escaped += "\\(dq"
            case "`": escaped += "\\(ga"
            case "^": escaped += "\\(ha"
            case "~": escaped += "\\(ti"
            case _ where !scalar.isASCII: escaped += "\\[u\(Self.digits(scalar))]"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func digits(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
