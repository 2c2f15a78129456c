import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

// What the refusals of a script say where another tool's way of writing holds.

extension RevisionFormat {
    /// What to do about a statement that cannot run inside a transaction.
    var waysOutOfTransaction: String {
        switch self {
        case .flotilla: "put it into a section of its own with transaction=none"
        case .golangMigrate: "put it into a revision of its own"
        case .goose: "write '-- +goose NO TRANSACTION' at the top of the file"
        case .dbmate: "write 'transaction:false' behind the line that the section begins with"
        case .flyway: "say executeInTransaction=false in the file that is called as the script with .conf behind it"
        }
    }
}

extension RevisionSection {
    /// goose, dbmate and golang-migrate send a setting that does nothing inside a transaction of SQLite's all the same, and
    /// scripts that have been applied so are to do the same on the next target.
    func lets(_ statement: SQLStatement) -> Bool {
        format != .flotilla && statement.engine == .sqlite && statement.traits.command == "PRAGMA"
    }
}

extension RevisionFile {
    /// What there is not: `no flotilla:downgrade section for sqlite`.
    func missing(_ direction: StepDirection, on engine: Engine) -> String {
        switch (sections.first?.format ?? .flotilla, direction) {
        case (.golangMigrate, .down): "no file for the way down; its name would be \(downgradeName)"
        case (.goose, .down): "no line '-- +goose Down', so there is no way down"
        case (.flyway, .down): "no undo script; its name would be \(downgradeName)"
        case (_, .up): "no flotilla:upgrade section for \(engine.rawValue)"
        case (.flotilla, .down), (.dbmate, .down): "no flotilla:downgrade section for \(engine.rawValue)"
        }
    }
}
