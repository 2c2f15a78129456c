import FlotillaDriver
import FlotillaRevisions

/// Who has kept account of a database's version until now, as far as the database shows it.
public enum Provenance: Sendable, Hashable {
    /// The project's version table, with revisions that the folder has; none on base.
    case known([RevisionID])
    /// The project's version table, with revisions of which some are in no file.
    case unknown([RevisionID])
    /// There is no such table, but those of other tools.
    case others([VersionTable])
    /// There are tables, and nothing that says what made them.
    case unaccounted
    case empty
}

/// A table in which a tool for migrations keeps account of what it has done.
public struct VersionTable: Sendable, Hashable {
    public var name: String
    /// The tools that call it so.
    public var tools: [String]

    /// Of the names of a database's tables; a name is compared without regard to case, because some engines do not keep it.
    static func among(_ names: [String]) -> [VersionTable] {
        let present = Set(names.map { $0.lowercased() })
        return known.filter { present.contains($0.name.lowercased()) }
    }

    private static let known = [
        VersionTable(name: "alembic_version", tools: ["Alembic", "Flask-Migrate"]),
        VersionTable(name: "schema_migrations", tools: ["golang-migrate", "dbmate", "Rails"]),
        VersionTable(name: "goose_db_version", tools: ["goose"]),
        VersionTable(name: "flyway_schema_history", tools: ["Flyway"]),
        VersionTable(name: "databasechangelog", tools: ["Liquibase"]),
        VersionTable(name: "django_migrations", tools: ["Django"]),
        VersionTable(name: "_prisma_migrations", tools: ["Prisma"]),
        VersionTable(name: "knex_migrations", tools: ["Knex"]),
        VersionTable(name: "SequelizeMeta", tools: ["Sequelize"]),
        VersionTable(name: "atlas_schema_revisions", tools: ["Atlas"]),
        VersionTable(name: "__EFMigrationsHistory", tools: ["Entity Framework"]),
    ]
}

extension Turn {
    /// - Parameter graph: the folder's; `nil` knows nothing.
    func provenance(_ opening: Opening, knows graph: RevisionGraph?) throws(TargetFailure) -> Provenance {
        if let versions = opening.versions {
            let rows = versions.map { RevisionID($0) }
            // No step can be planned from rows that contradict each other.
            if let overlap = graph?.classify(rows: rows).overlaps.first {
                throw TargetFailure(RevisionError.overlapping(overlap.revision, ancestor: overlap.ancestor))
            }
            return rows.allSatisfy { graph?[$0] != nil } ? .known(rows) : .unknown(rows)
        }
        let names: [String]
        do {
            names =
                try session.run(
                    Batch(dialect.tableNames(request)), deadline: .after(context.settings.connectTimeout)
                ).last?.rows.compactMap { $0.first ?? nil } ?? []
        } catch {
            throw TargetFailure(error, state: .unchanged)
        }
        let others = VersionTable.among(names)
        return names.isEmpty ? .empty : others.isEmpty ? .unaccounted : .others(others)
    }
}
