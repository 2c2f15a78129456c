import ArgumentParser
import FlotillaDriver
import FlotillaInventory

/// The commands as the parser has them, with every option: its own dump for tools, and what that leaves out.
struct CommandTree {
    struct Argument {
        /// Above it in the help; empty for none.
        var title: String
        /// Escaped for roff: names in bold, values in italics.
        var tag: String
        var words: String
    }

    /// `flotilla`, `rollout`, `plan`.
    var words: [String]
    var abstract: String
    var discussion: String
    var usage: String
    var arguments: [Argument]
    var children: [CommandTree]

    static var root: CommandTree {
        // What the parser writes is JSON, or the parser is at fault.
        let dump = (try? JSONDocument.parse(Root._dumpHelp(), name: "help")) ?? .null
        return CommandTree(Root.self, above: [], dump["command"] ?? .null)
    }

    /// It and all below it.
    var all: [CommandTree] { [self] + children.flatMap(\.all) }

    /// The same for a program of another name.
    func called(_ program: ProgramName) -> CommandTree {
        var tree = self
        tree.words[0] = program.text
        tree.abstract = program.shown(in: abstract)
        tree.discussion = program.shown(in: discussion)
        tree.usage = program.shown(in: usage)
        tree.arguments = arguments.map { argument in
            var argument = argument
            argument.words = program.shown(in: argument.words)
            return argument
        }
        tree.children = children.map { $0.called(program) }
        return tree
    }

    /// Arguments by their titles, in the order in which the help has them.
    var groups: [(title: String, arguments: [Argument])] {
        var groups: [(title: String, arguments: [Argument])] = []
        for argument in arguments {
            if let index = groups.firstIndex(where: { $0.title == argument.title }) {
                groups[index].arguments.append(argument)
            } else {
                groups.append((argument.title, [argument]))
            }
        }
        return groups
    }

    private init(_ command: any ParsableCommand.Type, above: [String], _ dump: JSON) {
        let configuration = command.configuration
        words = above + [command._commandName]
        abstract = configuration.abstract
        discussion = configuration.discussion
        arguments = dump["arguments"].elements.filter { $0["shouldDisplay"] != .boolean(false) }.map { Argument($0) }
        let line = words.joined(separator: " ")
        usage = configuration.usage ?? line + (configuration.subcommands.isEmpty ? " [<options>]" : " <command>")
        let dumps = dump["subcommands"].elements
        children = configuration.subcommands.map { [words] child in
            let dump = dumps.first { $0["commandName"] == .string(child._commandName) }
            return CommandTree(child, above: words, dump ?? .null)
        }
    }
}

extension CommandTree.Argument {
    fileprivate init(_ dump: JSON) {
        let isPositional = dump["kind"] == .string("positional")
        let title = dump["sectionTitle"].text
        self.title = title.isEmpty ? (isPositional ? "Arguments" : "Options") : title
        let value = "<\(dump["valueName"].text)>"
        let names = dump["names"].elements.map { name in
            Roff.bold((name["kind"] == .string("long") ? "--" : "-") + name["name"].text)
        }
        if isPositional {
            tag = Roff.italic(value + (dump["isRepeating"] == .boolean(true) ? " ..." : ""))
        } else {
            tag = names.joined(separator: ", ") + (dump["kind"] == .string("option") ? " " + Roff.italic(value) : "")
        }
        let standard = dump["defaultValue"].text
        let values = dump["allValues"].elements.map { Optional($0).text }
        words =
            dump["abstract"].text + (values.isEmpty ? "" : " One of " + values.joined(separator: ", ") + ".")
            + (standard.isEmpty || isPositional ? "" : " Default: \(standard).")
    }
}

extension JSON {
    fileprivate subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

extension JSON? {
    fileprivate var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }

    fileprivate var text: String { if case .string(let text) = self { text } else { "" } }
}
