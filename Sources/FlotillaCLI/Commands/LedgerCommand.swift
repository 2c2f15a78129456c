import ArgumentParser

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Show what was done: to one target, or run by run.",
        subcommands: [LedgerHistoryCommand.self, LedgerRunsCommand.self])
}
