import ArgumentParser

/// `help` with commands, as ArgumentParser's own, and with topics besides.
struct HelpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help",
        abstract: """
            Explain a command, or one of: exit-codes, selectors, revisions, rollouts, policies, variables, environment, \
            completion.
            """
    )

    @Argument(help: "A command or a topic.", completion: .topics)
    var words: [String] = []

    func run() throws {
        let shell = Shell.current
        if let word = words.first, words.count == 1, let topic = HelpTopic(rawValue: word) {
            shell.writeResult(shell.program.shown(in: topic.text))
        } else {
            let command = try command(at: words)
            let help = Root.helpMessage(for: command, columns: shell.resultTerminal().width)
            shell.writeResult(shell.program.shown(in: help) + "\n")
        }
    }

    private func command(at words: [String]) throws -> any ParsableCommand.Type {
        var command: any ParsableCommand.Type = Root.self
        for word in words {
            let children = command.configuration.subcommands
            guard let child = children.first(where: { $0.configuration.commandName == word }) else {
                let known = children.compactMap { $0.configuration.commandName } + HelpTopic.allCases.map(\.rawValue)
                throw Complaint(unknownCommand: word, known: known)
            }
            command = child
        }
        return command
    }
}
