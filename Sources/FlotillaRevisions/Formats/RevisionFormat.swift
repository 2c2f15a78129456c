/// Whose way of writing the revision files of a folder follow. Those of other tools are read where they lie and never
/// written over, and account of them is kept in that tool's own version table, so that it goes on working beside Flotilla.
public enum RevisionFormat: String, Sendable, Hashable, CaseIterable {
    case flotilla
    /// `000042_add_users.up.sql` and `000042_add_users.down.sql`.
    case golangMigrate = "golang-migrate"
    /// `00042_add_users.sql` with `-- +goose Up` and `-- +goose Down`.
    case goose
    /// `20261122082311_add_users.sql` with `-- migrate:up` and `-- migrate:down`.
    case dbmate
    /// `V1_1__add_users.sql`, `U1_1__add_users.sql`, `B1_1__all.sql`, `R__views.sql`.
    case flyway

    /// What the tool calls its table of versions when nobody says otherwise.
    public var versionTable: String {
        switch self {
        case .flotilla: "alembic_version"
        case .golangMigrate, .dbmate: "schema_migrations"
        case .goose: "goose_db_version"
        case .flyway: "flyway_schema_history"
        }
    }
}
