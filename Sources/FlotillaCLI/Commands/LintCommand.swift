import ArgumentParser
import FlotillaDriver
import FlotillaKit
import FlotillaLint
import FlotillaRevisions
import FlotillaSQL

struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find in revisions what locks tables, breaks applications or loses rows.",
        usage: """
            flotilla lint [<revision> ...] [--engine <engine>] [--rule <rule>] [--skip <rule>]
            flotilla lint (--list | --explain <rule>)
            """,
        discussion: """
            Reads the migrations folder, and the ledger if there is one, which may know how large tables are ('flotilla \
            census --rows'). Connects to no target. Exits with 2 when there is an error, with --strict also \
            when there is a warning. A comment with a reason waives a finding, on the line of the statement or above it, \
            or in the header for the whole file: -- flotilla-lint: ignore RULE REASON
            """)

    @Argument(
        help: "Revisions or ranges ('flotilla help revisions'); all, when none is named.", completion: .revisions)
    var revisions: [String] = []

    @Option(
        name: .customLong("engine"),
        help: ArgumentHelp(
            "An engine to judge for; may be repeated. Without it: those that sections name.", valueName: "engine"),
        completion: .engines, transform: engineArgument)
    var engines: [Engine] = []

    @Option(name: .customLong("rule"), help: ArgumentHelp("Only this rule; may be repeated.", valueName: "rule"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Not this rule; may be repeated.", valueName: "rule"))
    var skip: [String] = []

    @Flag(help: "Every schema is a tenant: revisions may name none.")
    var schemas = false

    @Option(
        help: ArgumentHelp(
            "Say how many targets have more rows in a table: a power of ten from 10000.", valueName: "number"))
    var rowsOver = 1_000_000

    @Flag(help: "Exit with 2 for warnings too.")
    var strict = false

    @Flag(help: "List the rules.")
    var list = false

    @Option(help: ArgumentHelp("Say what a rule prevents and what to write instead.", valueName: "rule"))
    var explain: String?

    @Option(
        name: [.customShort("o"), .long, .customLong("format")],
        help: ArgumentHelp("What standard output shall look like.", valueName: "format"))
    var output = LintFormat.table

    @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
    var color = ColorChoice.auto

    @Option(name: [.customShort("c"), .long], help: ArgumentHelp("The settings file.", valueName: "file"))
    var config: String?

    func validate() throws {
        // The ledger keeps powers of ten.
        guard rowsOver == RowEstimate(table: "", rows: rowsOver).roundedDown, rowsOver >= RowEstimate.smallestKept
        else {
            throw ValidationError("--rows-over is a power of ten from \(RowEstimate.smallestKept), such as 1000000.")
        }
        if list && explain != nil { throw ValidationError("--list and --explain exclude each other.") }
        if (list || explain != nil) && !revisions.isEmpty {
            throw ValidationError("--list and --explain are about rules, not about revisions.")
        }
        if list && output.report == nil {
            throw ValidationError("-o \(output.rawValue) is for findings, not for rules.")
        }
        if explain != nil && output != .table {
            throw ValidationError("--explain is for reading; --list -o json has the same for programs.")
        }
    }

    func run() async throws {
        let shell = Shell.current
        if let explain {
            let terminal = shell.resultTerminal()
            return write(RuleRendering.lines(try rule(explain), in: await format(), on: terminal), shell)
        }
        let rules = try chosenRules()
        if list { return RuleRendering.write(rules, in: await format(), to: writer(RuleRendering.layout, shell)) }
        let request = LintRequest(
            revisions: revisions, engines: Set(engines), rules: rules, targetsAreSchemas: schemas)
        let flotilla = try Connection.open(settingsFile: config)
        let report = try await flotilla.lint(request)
        write(report, await sizes(for: report, flotilla, shell), rules, shell)
        let fails = report.count(of: .error) + (strict ? report.count(of: .warning) : 0)
        if fails > 0 { throw ProgramStatus.findings }
    }

    /// Rules are explained outside of any project, too.
    private func format() async -> RevisionFormat {
        await (try? Connection.open(settingsFile: config))?.revisionFormat() ?? .flotilla
    }

    /// A ledger that gives no answer takes nothing away from what is found.
    private func sizes(for report: LintReport, _ flotilla: Flotilla, _ shell: Shell) async -> FleetSizes {
        do throws(FlotillaError) {
            return try await flotilla.sizes(for: report, over: rowsOver, targetsAreSchemas: schemas)
        } catch {
            shell.console.say(["How large tables are is not told: \(Complaint(error).headline)"])
            return .unknown
        }
    }

    private func write(_ report: LintReport, _ sizes: FleetSizes, _ rules: [LintRule], _ shell: Shell) {
        switch output {
        case .sarif: shell.writeResult(SARIF.document(report, sizes, rules: rules))
        case .github: write(GitHubAnnotations.lines(report, sizes), shell)
        case .table:
            write(LintRendering(report: report, sizes: sizes, terminal: shell.resultTerminal()).lines(), shell)
        case .wide, .json, .ndjson, .csv, .markdown, .name:
            LintRows.write(report, sizes, to: writer(LintRows.layout, shell))
        }
    }

    private func writer(_ layout: ReportLayout, _ shell: Shell) -> ReportWriter {
        ReportWriter(
            layout, format: output.report ?? .table, terminal: shell.resultTerminal(), write: shell.writeResult)
    }

    private func write(_ lines: [String], _ shell: Shell) {
        for line in lines { shell.writeResult(line + "\n") }
    }

    private func chosenRules() throws(Complaint) -> [LintRule] {
        var wanted: Set<LintRule.ID> = []
        for name in only { wanted.insert(try rule(name).id) }
        var unwanted: Set<LintRule.ID> = []
        for name in skip { unwanted.insert(try rule(name).id) }
        return LintRule.all.filter { rule in
            (wanted.isEmpty || wanted.contains(rule.id)) && !unwanted.contains(rule.id)
        }
    }

    private func rule(_ name: String) throws(Complaint) -> LintRule {
        guard let rule = LintRule.named(LintRule.ID(name)) else {
            let near = Suggestion.nearest(to: name, among: LintRule.all.map(\.id.text)).map { [$0] } ?? []
            throw Complaint(
                .usage, "there is no rule '\(name)'",
                near.isEmpty ? [.next("flotilla lint --list shows them all")] : Complaint.Fact.suggestion(near))
        }
        return rule
    }
}

extension LintFormat: ExpressibleByArgument {}

/// One of ours; MariaDB is MySQL here.
@Sendable func engineArgument(_ text: String) throws -> Engine {
    guard let engine = Engine(rawValue: text == "mariadb" ? "mysql" : text) else {
        let known = Engine.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("'\(text)' is no engine; there are \(known).")
    }
    return engine
}
