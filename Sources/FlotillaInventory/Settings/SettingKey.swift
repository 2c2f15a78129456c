import FlotillaRevisions

/// The settings of a project. The raw value is the key's path in `flotilla.yaml`.
public enum SettingKey: String, Sendable, Hashable, CaseIterable {
    case migrations
    case format = "revisions.format"
    case inventory
    case ledger
    case versionTable = "version_table"
    case versionTableSchema = "version_table_schema"
    case connectTimeout = "defaults.connect_timeout"
    case lockTimeout = "defaults.lock_timeout"
    case statementTimeout = "defaults.statement_timeout"
    case retries = "defaults.retries"
    case concurrencyTotal = "defaults.concurrency.total"
    case concurrencyPerServer = "defaults.concurrency.per_server"
    case transaction = "defaults.transaction"

    /// `FLOTILLA_LOCK_TIMEOUT`, `FLOTILLA_REVISIONS_FORMAT`: the path without `defaults.`, in upper case.
    public var variable: String {
        let path = rawValue.hasPrefix("defaults.") ? String(rawValue.dropFirst("defaults.".count)) : rawValue
        return "FLOTILLA_" + path.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }

    var isPath: Bool { self == .migrations || self == .inventory || self == .ledger }

    /// As it would be written in the file.
    var defaultText: String {
        switch self {
        case .migrations: "migrations"
        case .format: RevisionFormat.flotilla.rawValue
        case .inventory: "inventory.yaml"
        case .ledger: ".flotilla/ledger.db"
        case .versionTable: RevisionFormat.flotilla.versionTable
        case .versionTableSchema: "none"
        case .connectTimeout: "10s"
        case .lockTimeout: "2s"
        // Long enough for any statement that a tenant's users could bear, and an end for a server that hangs.
        case .statementTimeout: "1h"
        case .retries: "3"
        case .concurrencyTotal, .concurrencyPerServer: "auto"
        case .transaction: "run"
        }
    }
}

/// Where a setting's value came from.
public enum SettingOrigin: Sendable, Hashable {
    /// As typed, with its dashes.
    case flag(String)
    case environment(variable: String)
    case file(Place)
    case standard
}

/// A setting as text, before it is understood. Flags come in this form too.
public struct WrittenSetting: Sendable, Hashable {
    public var text: String
    public var origin: SettingOrigin

    public init(text: String, origin: SettingOrigin) {
        self.text = text
        self.origin = origin
    }
}
