import ArgumentParser

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract:
            "Make the ledger; show what was done: to one target, run by run, or event by event; check and export the record.",
        subcommands: [
            LedgerInitCommand.self, LedgerHistoryCommand.self, LedgerRunsCommand.self, LedgerEventsCommand.self,
            LedgerExportCommand.self,
            LedgerVerifyCommand.self,
        ])
}
