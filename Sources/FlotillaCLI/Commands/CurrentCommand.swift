import ArgumentParser

struct CurrentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "current",
        abstract: "Ask targets which revision they are on.",
        usage: "flotilla current [--database <url> | --target <id> | --select <expression> | --all] [--check-heads]",
        discussion: "Connects to every target and writes nothing. 'flotilla status' answers from the ledger.")

    @OptionGroup var details: VerboseOptions

    @Flag(help: "Exit with 2 when a target lacks a revision.")
    var checkHeads = false

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        try await CurrentWork(
            isVerbose: details.verbose, checksHeads: checkHeads, targets: targets, limits: limits, common: common
        ).execute()
    }
}
