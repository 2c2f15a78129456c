import ArgumentParser
import FlotillaKit

@main
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "flotilla", version: "0.1.0")
}
