import ArgumentParser

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Make the ledger; show what was done, to one target or run by run.",
        subcommands: [LedgerInitCommand.self, LedgerHistoryCommand.self, LedgerRunsCommand.self])
}
