import FlotillaInventory
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

extension Flotilla {
    var migrationSettings: MigrationSettings {
        var migration = MigrationSettings()
        migration.versionTable = settings.versionTable
        migration.versionSchema = settings.versionTableSchema
        migration.connectTimeout = settings.connectTimeout
        migration.lockTimeout = settings.lockTimeout
        migration.statementTimeout = settings.statementTimeout
        migration.transaction = settings.transaction == .run ? .run : .revision
        return migration
    }

    /// Sixteen at once per server is where the measured servers stop getting faster (docs/benchmarks.md); over several
    /// servers more threads only wait. Never more than can have their files open.
    var limits: ConcurrencyLimits {
        ConcurrencyLimits(
            total: min(settings.concurrencyTotal ?? 32, OpenFiles.bearableTargets),
            perServer: settings.concurrencyPerServer ?? 16)
    }

    func retryPolicy(for operation: Operation) -> RetryPolicy {
        RetryPolicy(retries: settings.retries)
    }
}

extension Operation {
    var kind: RunKind {
        switch self {
        case .upgrade, .advance: .upgrade
        case .downgrade: .downgrade
        case .stamp, .ensureVersion: .stamp
        case .takeBack: .revert
        case .current, .preflight, .probe, .fingerprint, .adopt: .current
        case .resolve: .resolve
        }
    }

    /// As a person would type it.
    var commandText: String { argument.isEmpty ? name : "\(name) \(argument)" }
}
