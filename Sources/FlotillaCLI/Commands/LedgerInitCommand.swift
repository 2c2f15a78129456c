import ArgumentParser
import FlotillaInventory
import FlotillaKit

struct LedgerInitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the ledger, or bring it up to date; may be repeated.",
        discussion: """
            The ledger is where FLOTILLA_LEDGER or ledger in flotilla.yaml says: the path of an SQLite file, or \
            postgresql://user@host/database, where it has the schema flotilla for itself. Secrets in a URL may be \
            references, such as ${env:LEDGER_PASSWORD}. The connection must be direct: a pooler is refused.
            """)

    @Option(help: ArgumentHelp("Make it here instead.", valueName: "url"))
    var url: String?

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let place = url.map { [SettingKey.ledger: WrittenSetting(text: $0, origin: .flag("--url"))] } ?? [:]
        let ledger = try await Connection.open(common, place).makeLedger()
        let writer = common.writer(LedgerPlaceRows.layout)
        writer.row(LedgerPlaceRows.fields(ledger))
        writer.finish(ReportEnd(closing: ["The ledger is ready."]))
    }
}
