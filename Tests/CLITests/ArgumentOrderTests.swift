import ArgumentParser
import Testing

@testable import FlotillaCLI

@Suite struct ArgumentOrderTests {
    private func normalized(_ line: String) -> String {
        ArgumentOrder.normalized(
            line.split(separator: " ").map(String.init), commands: Root.tree,
            valueOptions: CommandLineShape.valueOptions
        ).joined(separator: " ")
    }

    @Test("a step back after a command is no option", arguments: ["upgrade", "downgrade", "stamp", "show", "edit"])
    func stepsBack(command: String) {
        #expect(normalized("\(command) -1 --all") == "\(command) --all -- -1")
    }

    @Test("a step back may come last")
    func stepBackLast() {
        #expect(normalized("downgrade --all -12") == "downgrade --all -- -12")
    }

    @Test("what stands behind -- stays where it is")
    func terminator() {
        #expect(normalized("downgrade --all -- -1") == "downgrade --all -- -1")
    }

    @Test("a number after an option that takes a value is that value")
    func valueThatLooksLikeAStep() {
        #expect(normalized("downgrade --retries -1") == "downgrade --retries -1")
    }

    @Test("other commands keep their numbers")
    func otherCommands() {
        #expect(normalized("current -1") == "current -1")
    }

    @Test("options before the command move behind it, with their values")
    func optionsFirst() {
        #expect(normalized("-c prod.yaml --color=never upgrade head") == "upgrade -c prod.yaml --color=never head")
    }

    @Test("options between the words of a command move behind them")
    func optionsBetween() {
        #expect(normalized("inventory -o json list --all") == "inventory list -o json --all")
    }

    @Test("a value that is called like a command is none")
    func valueCalledLikeACommand() {
        #expect(normalized("upgrade --target current") == "upgrade --target current")
    }

    @Test("a mistyped command is found behind options")
    func unknownCommand() {
        let found = ArgumentOrder.unknownCommand(
            in: ["-c", "x", "upgarde"], commands: Root.tree, valueOptions: CommandLineShape.valueOptions)
        #expect(found?.word == "upgarde")
    }

    @Test("a mistyped second word is looked up among its siblings")
    func unknownSecondWord() {
        let found = ArgumentOrder.unknownCommand(
            in: ["inventory", "lst"], commands: Root.tree, valueOptions: CommandLineShape.valueOptions)
        #expect(found?.known == ["list", "show", "check"])
    }

    @Test("the list of options with a value is that of all commands")
    func valueOptionsAreComplete() {
        var declared: Set<String> = []
        func collect(_ command: any ParsableCommand.Type) {
            for line in Root.helpMessage(for: command, columns: 300).split(separator: "\n")
            where line.hasPrefix("  -") && line.contains("<") {
                let names = line.prefix { $0 != "<" }.split { $0 == " " || $0 == "," }
                declared.formUnion(names.map(String.init))
            }
            for child in command.configuration.subcommands { collect(child) }
        }
        collect(Root.self)
        #expect(declared == CommandLineShape.valueOptions)
    }
}
