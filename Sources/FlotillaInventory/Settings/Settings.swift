import FlotillaDriver
import FlotillaRevisions

/// What a project has settled: where its files are and the defaults of every run.
///
/// A flag wins over `FLOTILLA_*`, that over `flotilla.yaml` (found in the working directory or above it), that over
/// `$XDG_CONFIG_HOME/flotilla/config.yaml`, that over the default. Paths in a file are relative to the file, in a
/// variable or a flag to the working directory, and defaults to the project's folder. References to secrets are not
/// expanded: the ledger's URL, which alone may hold some, keeps them as they are written.
public struct Settings: Sendable, Hashable {
    /// Where the work of one transaction ends.
    public enum TransactionScope: String, Sendable, Hashable, CaseIterable {
        /// All pending revisions of a target in one transaction.
        case run
        /// One transaction for each revision.
        case revision
    }

    /// `flotilla.yaml`; `nil` when there is none.
    public var file: String?
    /// The folder of ``file``, or the one where the search began; empty for the working directory.
    public var folder: String

    public var migrations: String
    /// Whose way of writing the revisions there follow.
    public var format: RevisionFormat
    public var inventory: String
    public var ledger: LedgerSetting
    public var versionTable: String
    /// `nil` for the connection's own.
    public var versionTableSchema: String?
    public var connectTimeout: Duration
    public var lockTimeout: Duration
    /// `nil` for none.
    public var statementTimeout: Duration?
    public var retries: Int
    /// `nil` lets the run choose.
    public var concurrencyTotal: Int?
    /// `nil` lets the run choose.
    public var concurrencyPerServer: Int?
    public var transaction: TransactionScope

    /// Each setting as it was written and where; paths are already seen from the working directory.
    public var origins: [SettingKey: WrittenSetting]

    /// Finds the project from the working directory and reads its settings.
    ///
    /// - Parameters:
    ///   - folder: where the search upwards begins.
    ///   - file: given with `--config`: read instead of searching, and must exist.
    ///   - flags: what the command line says; wins over everything.
    public static func load(
        from folder: String = ".", file: String? = nil, environment: Environment = .process,
        flags: [SettingKey: WrittenSetting] = [:]
    ) throws(InventoryError) -> Settings {
        let found = file ?? SettingsSearch.projectFile(from: folder)
        let project = found.map { Paths.folder(of: $0) } ?? (folder == "." ? "" : folder)
        var written = SettingsSearch.defaults(folder: project)
        if let shared = SettingsSearch.sharedFile(environment) {
            written.merge(try SettingsFile(isProjects: false).read(shared)) { $1 }
        }
        if let found { written.merge(try SettingsFile(isProjects: true).read(found)) { $1 } }
        written.merge(SettingsSearch.variables(environment)) { $1 }
        written.merge(flags) { $1 }
        return try Settings(file: found, folder: project, written: written)
    }

    private init(
        file: String?, folder: String, written given: [SettingKey: WrittenSetting]
    ) throws(InventoryError) {
        format = try SettingValues(given).format()
        var written = given
        // Another tool's revisions are recorded in that tool's table.
        if written[.versionTable]?.origin == .standard { written[.versionTable]?.text = format.versionTable }
        let values = SettingValues(written)
        self.file = file
        self.folder = folder
        migrations = try values.text(.migrations)
        inventory = try values.text(.inventory)
        ledger = try values.ledger()
        versionTable = try values.text(.versionTable)
        versionTableSchema = try values.optional(.versionTableSchema) { $0.isEmpty ? nil : $0 }
        connectTimeout = try values.duration(.connectTimeout)
        lockTimeout = try values.duration(.lockTimeout)
        statementTimeout = try values.optional(.statementTimeout, expected: DurationText.expected + ", or none") {
            DurationText.parse($0).flatMap { $0 > .zero ? $0 : nil }
        }
        retries = try values.parsed(.retries, expected: "a number from 0 to 100") {
            Int($0).flatMap { (0...100).contains($0) ? $0 : nil }
        }
        concurrencyTotal = try values.limit(.concurrencyTotal)
        concurrencyPerServer = try values.limit(.concurrencyPerServer)
        transaction = try values.parsed(.transaction, expected: "run or revision", TransactionScope.init)
        origins = written
        // A password goes no further than into the URL itself.
        origins[.ledger]?.text = ledger.shown
    }
}

extension Settings {
    /// The line in a file that says it; `nil` for what was said elsewhere.
    public func place(of key: SettingKey) -> Place? {
        if case .file(let place) = origins[key]?.origin { place } else { nil }
    }

    /// Whether there is an inventory: one that somebody named, or one in the usual place. Work on single databases needs
    /// none.
    public var hasInventory: Bool {
        origins[.inventory]?.origin != .standard || SettingsSearch.exists(inventory)
    }
}

/// Turns texts into values; a text that is none says where it came from.
private struct SettingValues {
    private let written: [SettingKey: WrittenSetting]

    init(_ written: [SettingKey: WrittenSetting]) { self.written = written }

    func text(_ key: SettingKey) throws(InventoryError) -> String {
        try parsed(key, expected: "a text") { $0.isEmpty ? nil : $0 }
    }

    func format() throws(InventoryError) -> RevisionFormat {
        let names = RevisionFormat.allCases.map(\.rawValue)
        return try parsed(
            .format, expected: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""),
            RevisionFormat.init)
    }

    /// A URL that is none is not repeated: it may hold a password.
    func ledger() throws(InventoryError) -> LedgerSetting {
        let text = try text(.ledger)
        let origin = written[.ledger]?.origin ?? .standard
        let place: Place? = if case .file(let place) = origin { place } else { nil }
        do {
            return try LedgerSetting(parsing: text, folder: place.map { Paths.folder(of: $0.file) } ?? "")
        } catch {
            throw InventoryError(.badLedger(origin: origin, error), at: place)
        }
    }

    func duration(_ key: SettingKey) throws(InventoryError) -> Duration {
        try parsed(key, expected: DurationText.expected) { DurationText.parse($0).flatMap { $0 > .zero ? $0 : nil } }
    }

    /// `auto` leaves the choice to the run.
    func limit(_ key: SettingKey) throws(InventoryError) -> Int? {
        if written[key]?.text == "auto" { return nil }
        return try parsed(key, expected: "a number from 1 to 10000, or auto") {
            Int($0).flatMap { (1...10_000).contains($0) ? $0 : nil }
        }
    }

    /// `none` is no value.
    func optional<Value>(
        _ key: SettingKey, expected: String = "a text, or none", _ parse: (String) -> Value?
    ) throws(InventoryError) -> Value? {
        if written[key]?.text == "none" { return nil }
        return try parsed(key, expected: expected, parse)
    }

    func parsed<Value>(
        _ key: SettingKey, expected: String, _ parse: (String) -> Value?
    ) throws(InventoryError) -> Value {
        let setting = written[key] ?? WrittenSetting(text: key.defaultText, origin: .standard)
        if let value = parse(setting.text) { return value }
        let place: Place? = if case .file(let place) = setting.origin { place } else { nil }
        throw InventoryError(
            .badSetting(key: key, origin: setting.origin, text: setting.text, expected: expected), at: place)
    }
}
