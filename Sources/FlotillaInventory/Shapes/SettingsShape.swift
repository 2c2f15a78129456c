import FlotillaRevisions
import FlotillaRollout

// What may stand in `flotilla.yaml`, and what each key is for.

extension SettingsFile {
    /// Of a project's file.
    static var shape: [FileKey] { group("") + ofProjects }

    /// Those of a group whose path ends with a dot; the settings' own paths say which groups there are.
    private static func group(_ prefix: String) -> [FileKey] {
        var keys: [FileKey] = []
        // The format of revisions is among the keys that are about revisions.
        for setting in SettingKey.allCases where setting.rawValue.hasPrefix(prefix) && setting != .format {
            let name = String(setting.rawValue.dropFirst(prefix.count).prefix { $0 != "." })
            guard !keys.names.contains(name) else { continue }
            let path = prefix + name
            let inner = path == setting.rawValue ? [] : group(path + ".")
            keys.append(
                inner.isEmpty
                    ? FileKey(name, .text(setting.form), setting.about)
                    : FileKey(
                        name, .mapping(inner), path == "defaults" ? "Defaults of every run." : "How much at once."))
        }
        return keys
    }

    static let ofProjects: [FileKey] =
        [
            FileKey(
                Policies.key, .named(.mapping(PolicyReader.shape)),
                "Rollout policies by name; 'default' is taken when none is named."),
            FileKey(GroupReader.key, GroupReader.shape, "People who may approve, by the name of their group."),
            FileKey(Quarantines.key, .list(QuarantineRule.shape), "Targets that rollouts leave alone."),
            FileKey(
                RevisionReader.key, .mapping(RevisionReader.shape),
                "Where revision files lie and how new ones are written."),
            FileKey(
                AlembicSettings.key, .mapping(AlembicSettings.shape),
                "Where revisions that are marked flotilla:alembic run."),
        ] + ModelReader.shape
}

extension SettingKey {
    var form: TextForm {
        switch self {
        case .format: .choice(RevisionFormat.allCases.map(\.rawValue))
        case .migrations, .inventory, .ledger, .versionTable, .versionTableSchema: .free
        case .connectTimeout, .lockTimeout: .duration()
        case .statementTimeout: .duration(or: ["none"])
        case .retries: .number(0...100)
        case .concurrencyTotal, .concurrencyPerServer: .number(1...10_000, or: ["auto"])
        case .transaction: .choice(Settings.TransactionScope.allCases.map(\.rawValue))
        }
    }

    /// What it is for, in a sentence.
    var about: String {
        let text =
            switch self {
            case .migrations: "The folder with versions/, in which revisions lie."
            case .format: "Which tool's files the revisions are."
            case .inventory: "The file that lists targets, or says where to find them."
            case .ledger: "Where runs and versions are recorded: a file, or the URL of a PostgreSQL database."
            case .versionTable: "The table in each target that names its revision."
            case .versionTableSchema: "The schema of that table; none for the connection's own."
            case .connectTimeout: "How long to wait for a connection."
            case .lockTimeout: "How long a statement waits for a lock."
            case .statementTimeout: "How long a statement may run; none for no limit."
            case .retries: "How often to try again what may pass by itself."
            case .concurrencyTotal: "Targets under way at once."
            case .concurrencyPerServer: "Targets under way at once on one server."
            case .transaction: "All pending revisions of a target in one transaction, or one for each."
            }
        return text + " Default: \(defaultText)."
    }
}
