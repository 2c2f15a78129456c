import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout

extension RevisionFormat {
    /// Whose version table is kept; `nil` for Alembic's.
    public var tool: VersionTool? {
        switch self {
        case .flotilla: nil
        case .golangMigrate: .golangMigrate
        case .goose: .goose
        case .dbmate: .dbmate
        case .flyway: .flyway
        }
    }
}

extension VersionTool {
    /// How its folder is written.
    public var format: RevisionFormat {
        switch self {
        case .golangMigrate: .golangMigrate
        case .goose: .goose
        case .dbmate: .dbmate
        case .flyway: .flyway
        }
    }
}

extension VersionHistory {
    /// As the tool's own version table names the folder's revisions.
    init?(_ migrations: Migrations) {
        guard let tool = migrations.format.tool else { return nil }
        let files = migrations.graph.ids.compactMap { migrations[$0] }
        self.init(
            tool,
            files.map { file in
                VersionEntry(
                    version: file.header.id.text, description: file.header.message, script: file.script,
                    checksum: tool == .flyway ? file.flywayChecksum : nil,
                    isBaseline: file.originals?.isBaseline ?? false)
            })
    }
}

extension TargetFailure {
    /// What another tool's version table says that a person has to decide about.
    init(_ trouble: VersionTrouble, of tool: VersionTool, on target: TargetID) {
        self.init(cause: .diverged, message: trouble.words(of: tool, on: target))
    }
}

extension VersionTrouble {
    fileprivate func words(of tool: VersionTool, on target: TargetID) -> String {
        let stamp = "flotilla stamp VERSION \(target.option)"
        return switch self {
        case .dirty(let version):
            "\(tool.rawValue) left the version table dirty on its way to \(version ?? "before the first version"): "
                + "that step failed half-way, or is still running; see what of it is there, finish or undo it by hand, "
                + "then say on which version the database is: \(stamp)"
        case .failed(let version):
            "\(tool.rawValue) has written down that \(version) failed; see what of it is there, finish or undo it by "
                + "hand, then say on which version the database is: \(stamp)"
        case .missing(let versions, let later):
            "\(Self.list(versions)) \(versions.count == 1 ? "is" : "are") not applied, and \(later), which comes later, "
                + "is: a file came after later ones had been applied; give it a number behind them, or run it with "
                + "\(tool.rawValue) or by hand, then say so: \(stamp)"
        case .edited(let version, let recorded, let found):
            "\(version) was applied from another file: the version table has checksum \(recorded), the file has "
                + "\(found); bring the old file back, or have the new one taken for what was applied: \(stamp)"
        }
    }

    private static func list(_ versions: [String]) -> String {
        let shown = versions.prefix(5).joined(separator: ", ")
        return versions.count > 5 ? shown + " and \(versions.count - 5) more" : shown
    }
}
