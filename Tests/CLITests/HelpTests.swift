import ArgumentParser
import Testing

@testable import FlotillaCLI

@Suite struct HelpTests {
    /// With the words that lead to each.
    private static let commands = all(Root.self, [])

    private static func all(
        _ command: any ParsableCommand.Type, _ words: [String]
    ) -> [(words: [String], type: any ParsableCommand.Type)] {
        [(words, command)] + command.configuration.subcommands.flatMap { all($0, words + [$0._commandName]) }
    }

    @Test("help of every command", arguments: commands.indices)
    func help(index: Int) {
        let command = Self.commands[index]
        let name = (["help"] + command.words).joined(separator: "-")
        expectGolden(Root.helpMessage(for: command.type, columns: 80) + "\n", name)
    }

    @Test("help topics", arguments: HelpTopic.allCases)
    func topics(topic: HelpTopic) {
        expectGolden(topic.text, "topic-\(topic.rawValue)")
    }

    @Test("manual pages are called as the program is")
    func manualPages() {
        let pages = ManualPage.all(of: ProgramName(path: "/opt/shop/shop-db"))
        #expect(pages.allSatisfy { $0.name == "shop-db" || $0.name.hasPrefix("shop-db-") })
        let upgrade = pages.first { $0.name == "shop-db-upgrade" }?.text ?? ""
        #expect(
            upgrade.contains("shop\\-db upgrade [<revision>]") && !upgrade.contains("flotilla upgrade"), "\(upgrade)")
        #expect(!upgrade.contains("flotilla\\-"), "\(upgrade)")
    }

    @Test("every exit code is in its topic", arguments: ProgramStatus.allCases)
    func exitCodes(status: ProgramStatus) {
        #expect(HelpTopic.exitCodes.text.contains("  \(status.rawValue)  \(status.meaning)\n"))
    }

    @Test("every topic fits 80 columns", arguments: HelpTopic.allCases)
    func topicWidths(topic: HelpTopic) {
        #expect(topic.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}

@Suite struct LauncherTests {
    private func run(_ line: String) async -> (status: Int32, output: String, error: String) {
        var test = TestShell()
        test.arguments = line.split(separator: " ").map(String.init)
        let status = await Launcher.run(test.shell)
        return (status, test.output.text, test.error.text)
    }

    @Test("a mistyped command exits with 64 and gets a suggestion on standard error")
    func mistyped() async {
        let result = await run("upgarde --all")
        #expect(result == (64, "", "Error: there is no command 'upgarde'\n  next   did you mean upgrade?\n"))
    }

    @Test("a usage error exits with 64 and leaves standard output empty")
    func usage() async {
        let result = await run("upgrade --all --target x")
        #expect(result.status == 64 && result.output.isEmpty && result.error.hasPrefix("Error: "))
    }

    @Test("help is a result", arguments: ["--help", "help", "upgrade --help", "help upgrade", "help exit-codes"])
    func help(line: String) async {
        let result = await run(line)
        #expect(result.status == 0 && !result.output.isEmpty && result.error.isEmpty)
    }

    @Test("help for something unknown exits with 64 and suggests")
    func helpUnknown() async {
        let result = await run("help exit-code")
        #expect(result.status == 64 && result.error.contains("did you mean exit-codes?"))
    }

    @Test("the version is one line")
    func version() async {
        #expect(await run("--version").output == Version.line + "\n")
    }

    @Test("completion scripts come from the parser", arguments: ["bash", "zsh", "fish"])
    func completion(shell: String) async {
        #expect(await run("--generate-completion-script \(shell)").output.contains("flotilla"))
    }
}
