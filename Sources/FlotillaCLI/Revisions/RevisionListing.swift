import FlotillaDriver
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime

/// Revisions on standard output, and the one database that may be asked where it stands.
struct RevisionListing {
    var common: CommonOptions
    var shell = Shell.current

    /// - Parameter lines: those of the shape that people know from Alembic.
    func tell(_ entries: [RevisionEntry], as lines: [String]) {
        guard common.output != .table else { return tell(lines) }
        let writer = common.writer(RevisionRows.layout)
        for entry in entries {
            writer.row(RevisionRows.fields(entry, isForPeople: !common.output.isForMachines))
        }
        writer.finish(ReportEnd(members: [JSON.Member("total", .integer(entries.count))]))
    }

    /// - Parameter next: what to do with it; its identifier follows.
    func tellWritten(_ entry: RevisionEntry, next: String) {
        let paths = [entry.path, entry.downgradePath].compactMap(\.self)
        tell(
            [entry],
            as: paths.map { "written: \(DisplayText.escaped($0))" } + [
                shell.program.shown(in: "Next: \(next) \(DisplayText.escaped(entry.id.text))")
            ])
    }

    func tell(_ lines: [String]) {
        if !lines.isEmpty { shell.writeResult(lines.map { $0 + "\n" }.joined()) }
    }

    /// Where the database stands; `nil` when there is no reason to ask.
    func version(_ flotilla: Flotilla, of database: OneDatabaseOptions, if isAsked: Bool) async throws -> [RevisionID]?
    {
        guard isAsked else { return nil }
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: CommandText.line(shell.arguments))
        let rows = try await flotilla.version(of: database.selection, control: control)
        if let status = shell.interrupts.status { throw status }
        return rows
    }
}
