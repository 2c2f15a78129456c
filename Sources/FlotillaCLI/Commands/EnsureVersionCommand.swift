import ArgumentParser

struct EnsureVersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ensure-version",
        abstract: "Make the version table where there is none, and write nothing into it.",
        usage: "flotilla ensure-version (--database <url> | --target <id> | --select <expression> | --all)",
        discussion:
            "Any other command that changes a database makes it too; this one serves where rights are given first.",
        aliases: ["ensure_version"])

    @OptionGroup(title: "Which targets")
    var targets: TargetOptions

    @OptionGroup(title: "Writing")
    var writing: WritingOptions

    @OptionGroup(title: "Printing a script")
    var script: ScriptOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        guard !script.sql else {
            return try await ScriptWork(
                operation: .ensureVersion, targets: targets, options: script, common: common
            ).print()
        }
        try await FleetCommand(
            operation: .ensureVersion, targets: targets, limits: limits, common: common, writing: writing
        ).execute()
    }
}
