import ArgumentParser
import FlotillaDriver
import FlotillaKit
import FlotillaRuntime
import FlotillaSQL

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Run revisions up, down and up again on scratch databases.",
        usage: "flotilla rehearse [<revision> …] [--engine <engine>]",
        discussion: """
            After the way down the schema must be what it was before, and after the second way up what it was after the \
            first. Exits with 2 when it is not, or when a revision cannot be run. No target is touched.
            """)

    @Argument(help: "Which revisions; all, when none is named ('flotilla help revisions').", completion: .revisions)
    var revisions: [String] = []

    @Option(
        help: ArgumentHelp("For this engine only: postgresql, mysql or sqlite. May be repeated.", valueName: "engine"),
        completion: .engines, transform: engineArgument)
    var engine: [Engine] = []

    @OptionGroup var given: VariableOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common, variables: given.variables)
        let shell = Shell.current
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: CommandText.line(shell.arguments))
        let writer = common.writer(RehearsalRows.layout)
        let display = CountDisplay(work: "rehearsing", noun: "revisions", mode: common.progress, console: shell.console)
        let bad = Monitor<[RehearsedRevision]>([])
        let total = Monitor(0)
        let rest: [Unrehearsed]
        do {
            rest = try await flotilla.rehearse(revisions, engines: engine, control: control) { result in
                writer.row(RehearsalRows.fields(result))
                if !result.isGood { bad.access { $0.append(result) } }
                display.show(
                    total.access { count in
                        count += 1
                        return count
                    })
            }
        } catch {
            writer.abandon()
            throw error
        }
        display.clear()
        let findings = bad.access { $0 }
        writer.finish(RehearsalRows.end(findings, total: total.access { $0 }, rest: rest))
        if !rest.isEmpty, let status = shell.interrupts.status { throw status }
        if !findings.isEmpty { throw ProgramStatus.findings }
    }
}

/// How revisions fared, a row for each.
enum RehearsalRows {
    static let layout = ReportLayout(
        kind: "Rehearsal", rowKind: "RehearsedRevision", rowsKey: "revisions",
        columns: [
            .init(title: "REVISION", key: "revision"), .init(title: "ENGINE", key: "engine"),
            .init(title: "RESULT", key: "result", smallest: 20),
            .init(title: "DIFFERENCES", key: "differences", isWide: true),
            .init(title: "CHANGES", key: "changes", isDocument: true),
        ])

    static func fields(_ revision: RehearsedRevision) -> [Field] {
        [.text(revision.revision.text), .text(revision.engine.rawValue), state(revision.result)]
            + [
                revision.summary.map { .lines($0.lines.map(\.text)) } ?? .none,
                .documents(revision.summary?.lines.map(ChangeRows.document) ?? []),
            ]
    }

    private static func state(_ result: RehearsedRevision.Result) -> Field {
        switch result {
        case .reversible: .state("up, down, up", name: "reversible", .good)
        case .irreversible: .state("up; irreversible", name: "irreversible", .plain)
        case .leavesBehind: .state("down does not lead back", name: "leavesBehind", .bad)
        case .differsAgain: .state("up again leads elsewhere", name: "differsAgain", .bad)
        case .failed(let direction, _): .state("failed \(direction.rawValue)", name: "failed", .bad)
        }
    }

    /// - Parameter rest: what was not come to before somebody stopped it.
    static func end(_ findings: [RehearsedRevision], total: Int, rest: [Unrehearsed]) -> ReportEnd {
        let rehearsed = Wording.count(total, "revision") + " rehearsed"
        guard !rest.isEmpty else {
            return ReportEnd(closing: details(findings) + [rehearsed + (findings.isEmpty ? ", all is well" : "")])
        }
        let missing = rest.map { part in
            let names = part.revisions.prefix(5).map { DisplayText.escaped($0.text) }
            let more = part.revisions.count - names.count
            return "  not rehearsed on \(part.engine.rawValue): \(names.joined(separator: ", "))"
                + (more > 0 ? " and \(Wording.count(more)) more" : "")
        }
        let documents = rest.flatMap { part in
            part.revisions.map { revision in
                JSON.object([
                    JSON.Member("revision", .string(revision.text)),
                    JSON.Member("engine", .string(part.engine.rawValue)),
                ])
            }
        }
        return ReportEnd(
            members: [JSON.Member("incomplete", .boolean(true)), JSON.Member("notRehearsed", .array(documents))],
            closing: details(findings) + ["stopped: \(rehearsed)"] + missing
                + ["the scratch databases are removed; no target was touched"])
    }

    /// What is wrong, for people.
    static func details(_ revisions: [RehearsedRevision]) -> [String] {
        revisions.flatMap { revision -> [String] in
            let head = "\(revision.revision.text) on \(revision.engine.rawValue):"
            switch revision.result {
            case .reversible, .irreversible: return []
            case .failed(_, let failure):
                let place = failure.place.map { ", at \($0.file):\($0.line)" } ?? ""
                return [head, "  " + DisplayText.escaped(failure.message + place)]
            case .leavesBehind(let summary), .differsAgain(let summary):
                return [head] + summary.lines.prefix(20).map { "  still to do: \(DisplayText.escaped($0.text))" }
            }
        }
    }
}
