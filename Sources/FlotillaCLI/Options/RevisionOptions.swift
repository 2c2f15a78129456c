import ArgumentParser
import FlotillaDriver
import FlotillaKit
import FlotillaRuntime

/// The one database whose version a command needs, when it needs one.
struct OneDatabaseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The database that 'current' is about.", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("The same, as a target of the inventory.", valueName: "id"), completion: .targets)
    var target: [String] = []

    func validate() throws {
        if target.count > 1 || (database != nil && !target.isEmpty) {
            throw ValidationError("one database is asked: give --database once, or --target once.")
        }
    }

    var selection: Selection? {
        if let database { return .database(database) }
        return target.isEmpty ? nil : .targets(target.map { TargetID($0) })
    }
}

/// For lists of revisions.
struct VerboseOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Show all that is known of each, not only a line.")
    var verbose = false
}
