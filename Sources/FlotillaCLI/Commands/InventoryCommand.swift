import ArgumentParser

struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Show the targets that the inventory names, or find out whether they can be reached.",
        subcommands: [InventoryListCommand.self, InventoryShowCommand.self, InventoryCheckCommand.self])
}
