import ArgumentParser
import FlotillaDriver
import FlotillaKit
import FlotillaSchema

struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Compare every target with what the revisions of its version give.",
        usage:
            "flotilla drift [--target <id> | --select <expression> | --all] [--exclude <name>] [--accept --reason <text>]",
        discussion: """
            Reads the schema of each target and writes nothing to it. Targets of one shape are one row; what each drifted \
            shape differs by is said once. Exits with 2 when there is drift that nobody has accepted.
            """)

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup var leftOut: LeftOutOptions

    @Flag(help: "Write down that the drift that is found is known; needs a --reason.")
    var accept = false

    @OptionGroup var why: ReasonOptions

    @OptionGroup var given: VariableOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if accept, !why.isGiven { throw ValidationError("--accept needs a --reason, which is kept.") }
    }

    func run() async throws {
        let flotilla = try Connection.open(common, limits, variables: given.variables)
        let work = ShapeWork(title: "reading schemas", words: ["drift"], targets: targets, common: common)
        let report = try await work.read(flotilla, leftOut.leftOut, judges: true)
        var closing = ShapeRows.differences(report)
        if accept {
            let known = try await flotilla.accept(report, reason: why.reason)
            closing.append("\(Wording.count(known.count, "shape")) written down as known")
        } else if report.hasNewDrift {
            closing.append("Next: look at one: flotilla drift --target ID -o wide; or accept it: --accept --reason '…'")
        } else {
            closing.append("no new drift")
        }
        try work.tell(report, closing: ShapeRows.unread(report) + closing)
        if report.hasNewDrift, !accept { throw ProgramStatus.findings }
    }
}

struct CensusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "census",
        abstract: "Count targets by version and by shape of their schema.",
        usage: "flotilla census [--target <id> | --select <expression> | --all] [--rows]",
        discussion: """
            Reads the schema of each target and writes nothing to it. 'flotilla drift' says which are as expected. With \
            --rows it also asks each target about how many rows its tables have, counting none, and keeps in the ledger \
            which have 10,000 or more: 'flotilla lint' says it with what it finds.
            """)

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup var leftOut: LeftOutOptions

    @Flag(help: "Ask how large tables are, too, and keep it in the ledger.")
    var rows = false

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        guard rows, targets.database != nil else { return }
        throw ValidationError("--rows is kept in the ledger, which does not know a --database.")
    }

    func run() async throws {
        let words = ["census"] + (rows ? ["--rows"] : [])
        let work = ShapeWork(title: "reading schemas", words: words, targets: targets, common: common)
        let flotilla = try Connection.open(common, limits)
        let report = try await work.read(flotilla, leftOut.leftOut, judges: false, estimatesRows: rows)
        let count = Wording.count(report.shapes.count, "shape")
        let sizes = report.sizes.map { [ShapeRows.sizes($0)] } ?? []
        try work.tell(report, closing: ["\(count) over \(Wording.count(report.run.done, "target"))"] + sizes)
    }
}

/// Schemas of many targets, read with a person watching.
struct ShapeWork {
    var title: String
    var words: [String]
    var targets: TargetOptions
    var common: CommonOptions

    func read(
        _ flotilla: Flotilla, _ leftOut: LeftOut, judges: Bool, estimatesRows: Bool = false
    ) async throws -> DriftReport {
        let selection = try await flotilla.select(targets.selectionOrAll)
        return try await watched.watch(common.writer(ShapeRows.layout)) { control throws(FlotillaError) in
            try await flotilla.drift(
                of: selection, leavingOut: leftOut, judges: judges, estimatesRows: estimatesRows, control: control)
        }
    }

    /// Targets that could not be read are told of as in any other run, and make the command fail.
    func tell(_ report: DriftReport, closing: [String]) throws {
        let writer = common.writer(ShapeRows.layout)
        let isShort = common.output == .table || common.output == .wide || common.output == .markdown
        for shape in report.shapes { writer.row(ShapeRows.fields(shape, isShort: isShort)) }
        watched.tellFailures(report.run)
        writer.finish(
            ReportEnd(
                members: [
                    JSON.Member("total", .integer(report.run.total)), JSON.Member("read", .integer(report.run.done)),
                ] + ShapeRows.unreadMembers(report)
                    + (report.sizes.map { [JSON.Member("rowsKept", .integer($0.targets))] } ?? []), closing: closing))
        if let failure = report.run.ledgerFailure { throw Complaint(failure) }
        try watched.throwStatus(of: report.run)
    }

    private var watched: WatchedRun {
        WatchedRun(
            title: title, common: common, repetition: Repetition(typed: Shell.current.arguments, words: words))
    }
}
