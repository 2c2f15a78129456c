import ArgumentParser
import FlotillaKit

struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Print the manual page of a command or topic, or write all of them.",
        usage: "flotilla man [<command or topic> ...]\nflotilla man --into <folder>",
        discussion: """
            The pages are made from the help. 'flotilla man upgrade | man -l -' shows one; 'flotilla man --into \
            /usr/local/share/man' writes all of them where man finds them: flotilla(1), flotilla-upgrade(1), \
            flotilla-selectors(7).
            """)

    @Argument(help: "A command, such as 'rollout plan', or a topic of 'flotilla help'.", completion: .topics)
    var words: [String] = []

    @Option(help: ArgumentHelp("Write every page into man1 and man7 of this folder.", valueName: "folder"))
    var into: String?

    func validate() throws {
        if into != nil, !words.isEmpty { throw ValidationError("--into writes every page; name none.") }
        if into?.isEmpty ?? false { throw ValidationError("--into needs the name of a folder.") }
    }

    func run() throws {
        let shell = Shell.current
        guard let into else { return shell.writeResult(try page(of: shell.program).text) }
        let pages = ManualPage.all(of: shell.program)
        try PageFolder(into).write(pages.map { ($0.path, $0.text) })
        shell.writeResult("written: \(Wording.count(pages.count, "page")) in \(DisplayText.escaped(into))\n")
    }

    private func page(of program: ProgramName) throws -> ManualPage {
        let pages = ManualPage.all(of: program)
        let name = (words.first == program.text ? words : [program.text] + words).joined(separator: "-")
        if let page = pages.first(where: { $0.name == name }) { return page }
        let known = pages.map { $0.name.dropFirst(program.text.count + 1) }.filter { !$0.isEmpty }.map(String.init)
        throw Complaint(unknownCommand: words.joined(separator: " "), known: known)
    }
}
