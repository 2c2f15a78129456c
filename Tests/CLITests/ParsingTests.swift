import ArgumentParser
import FlotillaInventory
import FlotillaKit
import Testing

@testable import FlotillaCLI

@Suite struct ParsingTests {
    private func parse(_ line: String) async throws -> any ParsableCommand {
        try await Root.asyncParseAsRoot(
            ArgumentOrder.normalized(
                line.split(separator: " ").map(String.init), commands: Root.tree,
                valueOptions: CommandLineShape.valueOptions))
    }

    private func complaint(_ line: String) async throws -> String {
        let error = try await #require(throws: (any Error).self) { try await parse(line) }
        return Root.message(for: error)
    }

    @Test("upgrade goes to head when nothing is said")
    func upgradeDefault() async throws {
        #expect(try #require(try await parse("upgrade --all") as? UpgradeCommand).revision == "head")
    }

    @Test("downgrade goes one step back when nothing is said")
    func downgradeDefault() async throws {
        #expect(try #require(try await parse("downgrade --all") as? DowngradeCommand).revision == "-1")
    }

    @Test(
        "a downgrade takes relative revisions anywhere on the line",
        arguments: [
            ("downgrade -1 --all", "-1"), ("downgrade --all -3", "-3"), ("downgrade --all -- -2", "-2"),
            ("downgrade billing@-1 --target acme", "billing@-1"), ("-c x downgrade 3512-1 --all", "3512-1"),
            ("downgrade base --all", "base"),
        ])
    func downgradeForms(line: String, revision: String) async throws {
        #expect(try #require(try await parse(line) as? DowngradeCommand).revision == revision)
    }

    @Test("an upgrade takes +2", arguments: ["upgrade +2 --all", "upgrade --all +2", "--all upgrade +2"])
    func upgradeForms(line: String) async throws {
        #expect(try #require(try await parse(line) as? UpgradeCommand).revision == "+2")
    }

    @Test("--target may be repeated")
    func repeatedTarget() async throws {
        let command = try #require(try await parse("upgrade --target acme head --target globex") as? UpgradeCommand)
        #expect(command.targets.target == ["acme", "globex"])
    }

    @Test("--format and -o are one option", arguments: ["--format json", "-o json", "--output json"])
    func formatAlias(option: String) async throws {
        #expect(try #require(try await parse("status \(option)") as? StatusCommand).common.output == .json)
    }

    @Test(
        "options that name targets exclude each other",
        arguments: [
            "--all --target x", "--select a=b --all", "--database sqlite:x --target y", "--target x --select a",
        ])
    func exclusiveSelections(options: String) async throws {
        #expect(try await complaint("upgrade \(options)").contains("exclude each other"))
    }

    @Test("a mistyped option gets a suggestion")
    func optionSuggestion() async throws {
        #expect(try await complaint("upgrade --taget x").contains("Did you mean '--target'?"))
    }

    @Test("a length of time needs a unit", arguments: ["5", "5x", "-1s", ""])
    func durationsWithoutUnit(text: String) {
        #expect(throws: (any Error).self) { try durationArgument(text) }
    }

    @Test("a length of time is read with its unit")
    func durations() throws {
        #expect(try durationArgument("500ms") == .milliseconds(500))
    }

    @Test("limits become settings that remember their option")
    func limits() async throws {
        let command = try #require(try await parse("upgrade --all --lock-timeout 5s") as? UpgradeCommand)
        #expect(command.limits.settings == [.lockTimeout: WrittenSetting(text: "5s", origin: .flag("--lock-timeout"))])
    }

    @Test(
        "resolve needs a finding",
        arguments: [
            "resolve acme --reason x", "resolve acme --applied --not-applied --reason x",
            "resolve --applied --reason x",
            "resolve acme --database sqlite:x --applied --reason x",
        ])
    func resolveFinding(line: String) async throws {
        await #expect(throws: (any Error).self) { try await parse(line) }
    }

    @Test("a usage error exits with 64")
    func usageExit() async throws {
        let error = try await #require(throws: (any Error).self) { try await parse("upgrade --nonsense") }
        #expect(Root.exitCode(for: error).rawValue == ProgramStatus.usage.rawValue)
    }
}
