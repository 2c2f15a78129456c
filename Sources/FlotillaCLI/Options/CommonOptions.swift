import ArgumentParser
import FlotillaKit

/// What every command understands.
struct CommonOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .long, .customLong("format")],
        help: ArgumentHelp("What standard output shall look like.", valueName: "format"))
    var output = OutputFormat.table

    @Option(help: ArgumentHelp("What standard error shows while work goes on.", valueName: "mode"))
    var progress = ProgressMode.auto

    @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
    var color = ColorChoice.auto

    @Option(name: [.customShort("c"), .long], help: ArgumentHelp("The settings file.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("Cancel everything and exit with 7 after this time.", valueName: "duration"),
        transform: durationArgument)
    var timeout: Duration?

    /// A writer of this command's report to standard output.
    func writer(_ layout: ReportLayout) -> ReportWriter {
        let shell = Shell.current
        return ReportWriter(layout, format: output, terminal: shell.resultTerminal(), write: shell.writeResult)
    }
}

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}
extension ProgressMode: ExpressibleByArgument {}

extension ColorChoice {
    /// What `--color` says, for messages about arguments that could not be parsed.
    static func spelled(in arguments: [String]) -> ColorChoice {
        for (index, argument) in arguments.enumerated() {
            if argument == "--color", index + 1 < arguments.count {
                return Self(rawValue: arguments[index + 1]) ?? .auto
            }
            if argument.hasPrefix("--color=") { return Self(rawValue: String(argument.dropFirst(8))) ?? .auto }
        }
        return .auto
    }
}
