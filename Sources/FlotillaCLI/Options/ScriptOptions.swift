import ArgumentParser
import FlotillaSQL

/// For commands that can print what they would do.
struct ScriptOptions: ParsableArguments {
    @Flag(
        help: """
            Print a script for psql, mariadb or sqlite3 instead of changing anything. No database is asked, so the \
            revision may be a range a:b that says where it begins.
            """)
    var sql = false

    @Option(
        help: ArgumentHelp(
            "With --sql: for which engine, where no database is named: postgresql, mysql or sqlite.",
            valueName: "engine"),
        completion: .engines, transform: engineArgument)
    var engine: Engine?

    @Option(
        help: ArgumentHelp(
            "A text that revisions see as :{tag}, and that stands at the top of a script.", valueName: "text"))
    var tag: String?

    func validate() throws {
        guard !sql, engine != nil else { return }
        throw ValidationError("--engine is for --sql: databases say themselves what they are.")
    }

    /// The tag is one of them.
    func variables(_ given: VariableOptions) throws -> SQLVariables {
        var variables = given.variables
        guard let tag else { return variables }
        guard variables.values.updateValue(tag, forKey: "tag") == nil else {
            throw ValidationError("--tag and -x tag=… are one value; give it once.")
        }
        return variables
    }
}
