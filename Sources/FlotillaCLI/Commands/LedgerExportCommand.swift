import ArgumentParser
import FlotillaKit

struct LedgerExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the record of events to standard output, oldest first.",
        discussion: """
            One JSON object for each entry, or what -o json or -o csv make of it; every field that goes into an entry's \
            seal, and the seal, so that others can check it by their own means (docs/ledger.md).
            """)

    @OptionGroup(title: "Which entries (all, when nothing is named)")
    var which: EventOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        switch common.output {
        case .table, .json, .ndjson, .csv: break
        case .wide, .markdown, .name:
            throw ValidationError("an export is ndjson, json or csv. 'flotilla ledger events' is for reading.")
        }
    }

    func run() async throws {
        let flotilla = try Connection.open(common)
        var common = common
        // Nobody pipes a table, and a table would have to be held in memory.
        if common.output == .table { common.output = .ndjson }
        let writer = common.writer(EventRows.layout)
        do {
            try await flotilla.forEachEvent(which.question) {
                writer.row(EventRows.fields($0, isForPeople: false))
            }
        } catch {
            writer.abandon()
            throw error
        }
        writer.finish(ReportEnd())
    }
}
