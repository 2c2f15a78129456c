import ArgumentParser
import FlotillaKit
import FlotillaSQL

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over the revisions of another tool.",
        subcommands: [ImportAlembicCommand.self])
}

struct ImportAlembicCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alembic",
        abstract: "Write revisions from those of an Alembic or Flask-Migrate project.",
        usage: "flotilla import alembic [<path>] [--engine <engines>] [--dry-run | --verify]",
        discussion: """
            The project is only read, by its own Python, and no database is contacted. Identifiers, parents, dependencies, \
            labels, messages and dates stay, so that the version table of a database means the same to both. The SQL is \
            what the project's own Alembic writes for each engine; a revision of which it writes none, because it asks the \
            database something, is marked flotilla:alembic and run by that Alembic. It can be replaced by SQL at any time.
            """)

    @Argument(help: "An alembic.ini, its folder, a migrations folder of Flask-Migrate's, or that of its app.")
    var path = "."

    @Option(
        help: ArgumentHelp(
            "For these, such as sqlite,postgresql; those of the settings or of the fleet when none is named.",
            valueName: "engines"),
        completion: .engines, transform: engineListArgument)
    var engine: [[Engine]] = []

    @Option(
        help: ArgumentHelp(
            """
            Which database, where the revisions are made for several; 'default' for the one without a name. That of the \
            import before, when it is repeated without.
            """,
            valueName: "name"))
    var bind: String?

    @Option(help: ArgumentHelp("Where Flask finds the app, as FLASK_APP says it.", valueName: "module"))
    var app: String?

    @Option(
        help: ArgumentHelp(
            "The interpreter, when it is not in a .venv beside the project or in PATH.", valueName: "file"))
    var python: String?

    @Option(
        name: [.customShort("x"), .customLong("x-arg")],
        help: ArgumentHelp("What the project's env.py gets by -x. May be repeated.", valueName: "key=value"))
    var arguments: [String] = []

    @Flag(help: "Show how each revision would be taken over, and write nothing.")
    var dryRun = false

    @Flag(
        help: """
            Run what is written, and the project's own Alembic, on empty databases of each engine, and compare what they \
            make. Exits with 2 when it is not the same.
            """)
    var verify = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if arguments.contains(where: { !$0.contains("=") }) { throw ValidationError("-x takes key=value.") }
        if verify, dryRun { throw ValidationError("--verify runs what is written: leave --dry-run out.") }
        if python?.isEmpty ?? false { throw ValidationError("--python needs the name of an interpreter.") }
    }

    private var request: ImportRequest {
        var request = ImportRequest(path: path)
        request.engines = engine.joined().sorted()
        request.bind = bind
        request.app = app
        request.python = python
        request.arguments = arguments
        return request
    }

    func run() async throws {
        let work = ImportWork(common: common, flotilla: try Connection.open(common), path: path)
        let plan = try await work.plan(request)
        if dryRun { return work.tell(plan, nil, []) }
        Hardening.opensNewFiles()
        let result = plan.isThere && verify ? nil : try await work.flotilla.carryOut(plan)
        guard verify else { return work.tell(plan, result, []) }
        // What was just written into the settings is read.
        let verdicts = try await work.verify(plan, request, with: try Connection.open(common))
        work.tell(plan, result, verdicts)
        if verdicts.contains(where: { !$0.isGood }) { throw ProgramStatus.findings }
    }
}

/// `sqlite,postgresql`
@Sendable func engineListArgument(_ text: String) throws -> [Engine] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
        try engineArgument(String($0).trimmingSpaces)
    }
}

extension String {
    fileprivate var trimmingSpaces: String { split(separator: " ").joined(separator: " ") }
}
