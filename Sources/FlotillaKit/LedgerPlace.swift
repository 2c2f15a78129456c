import FlotillaInventory
import FlotillaLedger

/// Where a ledger is and which form it has.
public struct LedgerPlace: Sendable, Hashable {
    /// A path, or a URL without its password.
    public var place: String
    /// Of its tables; rises with the versions of this program.
    public var form: Int
}

extension Flotilla {
    /// Makes the ledger where none is: folders and file, or schema and tables. Leaves one that is there as it is, but
    /// brings it up to date.
    public func makeLedger() async throws(FlotillaError) -> LedgerPlace {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledger()
            defer { ledger.close() }
            return LedgerPlace(place: ledger.address.shown, form: Ledger.form)
        }
    }

    /// For questions: a ledger that may only be read will do.
    func ledgerToRead() throws(FlotillaError) -> Ledger {
        let address = try ledgerAddress()
        do { return try Ledger.openToRead(at: address, settings: ledgerSettings) } catch { throw .ledger(error) }
    }

    /// For questions to a ledger that need not be there.
    func ledgerIfThere() throws(FlotillaError) -> Ledger? {
        let address = try ledgerAddress()
        do { return try Ledger.openIfThere(at: address, settings: ledgerSettings) } catch { throw .ledger(error) }
    }

    func ledger() throws(FlotillaError) -> Ledger {
        let address = try ledgerAddress()
        do { return try Ledger.open(at: address, settings: ledgerSettings) } catch { throw .ledger(error) }
    }

    /// `FLOTILLA_LEDGER_LEASE` (such as `3s`) makes leases shorter for tests, which cannot wait for half a minute. It is no
    /// setting: processes that disagree about it take each other for dead.
    private var ledgerSettings: LedgerSettings {
        Environment.process["FLOTILLA_LEDGER_LEASE"].flatMap(DurationText.parse)
            .map { LedgerSettings(lease: max($0, .seconds(1))) } ?? LedgerSettings()
    }

    /// Fetches what secrets its URL refers to.
    private func ledgerAddress() throws(FlotillaError) -> LedgerAddress {
        switch settings.ledger {
        case .file(let path): return .file(path)
        case .url(let template):
            do {
                let url = try LedgerSetting.resolve(template, secrets: secrets)
                return url.engine == .sqlite ? .file(url.database) : .database(url)
            } catch {
                throw .settings(InventoryError(error, at: settings.place(of: .ledger)))
            }
        }
    }
}
