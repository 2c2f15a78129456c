import ArgumentParser
import FlotillaDriver
import FlotillaInventory
import FlotillaKit

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show what is set, and where.", subcommands: [ConfigShowCommand.self])
}

struct ConfigShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show every setting with its value.",
        discussion: """
            A flag wins over a variable, that over flotilla.yaml, that over the file of the user, that over the default. \
            References to secrets are shown as they are written.
            """)

    @Flag(help: "Show where each value was set, too.")
    var origin = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let settings = try Connection.open(common).settings
        let writer = common.writer(SettingRows.layout(showsOrigin: origin))
        for key in SettingKey.allCases {
            if let setting = settings.origins[key] { writer.row(SettingRows.fields(key, setting)) }
        }
        writer.finish(ReportEnd(members: [JSON.Member("file", settings.file.map { .string($0) } ?? .null)]))
    }
}
