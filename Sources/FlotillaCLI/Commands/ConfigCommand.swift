import ArgumentParser
import FlotillaDriver
import FlotillaInventory
import FlotillaKit

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show what is set, and where.",
        subcommands: [ConfigShowCommand.self, ConfigSchemaCommand.self])
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

struct ConfigSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a file that people write, for editors.",
        usage: "flotilla config schema [settings | inventory | policy]",
        discussion: """
            With 'flotilla config schema > flotilla.schema.json' and '# yaml-language-server: \
            $schema=flotilla.schema.json' as the first line of flotilla.yaml, editors complete its keys and mark what \
            flotilla would refuse.
            """)

    @Argument(help: "Of flotilla.yaml, of an inventory, or of a rollout policy in a file of its own.")
    var kind = FileKind.settings

    func run() {
        Shell.current.writeResult(kind.schema.text + "\n")
    }
}

extension FileKind: ExpressibleByArgument {}
