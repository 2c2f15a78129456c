import FlotillaDriver
import FlotillaRuntime
import FlotillaSQL

@testable import FlotillaCLI
@testable import FlotillaInventory
@testable import FlotillaKit
@testable import FlotillaRevisions
@testable import FlotillaSchema
@testable import FlotillaTables

/// Errors of commands that write revisions and compare schemas.
extension ErrorSamples {
    /// Of which one table is missing.
    static var summary: ChangeSummary {
        var wanted = Schema(engine: .sqlite)
        wanted.tables = [
            Table(name: "users", columns: [Column("id", .integer(bits: 64, isUnsigned: false), isNullable: false)])
        ]
        return ChangeSummary(SchemaComparison.difference(from: Schema(engine: .sqlite), to: wanted))
    }

    private static let file = RevisionFileError(path: "a1.sql", line: 3, column: 1, problem: .notWritable)
    private static let full = RevisionWritingError.system(
        path: "migrations/versions/a1.sql", words: "No space left on device")
    private static let refused = DriverError(.permission, code: "42501", message: "permission denied")
    private static let lost = DriverError(.unreachable, code: "08006", message: "connection refused")
    private static let statement = RenderedStatement("add table users", "CREATE TABLE users (id bigint)")

    static let baselines: [BaselineProblem] = [
        .nothingToFold("base"), .severalRevisions("heads", ["c3", "d4"]),
        .taken("d4", path: "migrations/versions/d4_baseline.sql"), .unproven(.leadsElsewhere(summary), .mysql),
        .unproven(.leavesBehind(summary), .sqlite), .notWritten(full), .notWritten(.unwritable(file)), .none(at: nil),
        .none(at: "d4"),
    ]

    static let models: [ModelProblem] = [
        .noModels(.postgresql), .noEngine, .modelsTwice, .severalHeads(["a1", "b2"]),
        .notAtHead(version: ["a1"], heads: ["b2"]), .notAtHead(version: [], heads: ["b2"]),
        .unanswered(TargetFailure(cause: .unreachable, message: "connection refused")),
        .unanswered(TargetFailure(cause: .diverged, message: "the version table holds a1 more than once")),
        .unproven(summary, .sqlite, isBack: false), .unproven(summary, .sqlite, isBack: true), .notWritten(full),
        .notWritten(.unwritable(file)), .schemasAside(["billing", "stock"], compared: .named(["audit"])),
    ]

    static let renames: [RenameError.Reason] = [
        .oldIsUnknown, .oldIsWantedStill, .newIsUnknown, .newIsThereAlready, .changesPlaces, .isSaidTwice,
        .tableIsUnknown,
    ]

    static let faults: [ModelFault.Reason] = [
        .tableTwice, .columnTwice("email"), .noColumns, .unknownColumn("mail", known: ["id", "email"]),
        .unknownTable("groups"), .keyDoesNotFit("groups", columns: ["a", "b"]), .keyDoesNotFit("groups", columns: []),
        .nameTwice("ix_users"), .unlimitedInKey(column: "email"), .partialUnique(columns: ["email"]),
        .unspeakable(column: "email"),
    ]

    static let schemas: [SchemaFailure.Reason] = [
        .noScratch, .scratch(refused), .scratch(lost), .folder(path: "/tmp", words: "No space left on device"),
        .inventory(InventoryError(.unreadable(words: "No such file or directory"), at: place)),
        .statement(source: "schema.sql", line: 4, excerpt: "CREATE TABLE t (id nope)", refused),
        .rendered(statement, refused), .script(source: "schema.sql", line: 4, words: "a string is not ended"),
        .unclosed(source: "schema.sql", line: 1, excerpt: "BEGIN"),
        .leaving(source: "schema.sql", line: 4, excerpt: "USE other", database: "other"), .revision(.uniqueness),
        .reading(refused), .reading(lost),
    ]

    /// Every problem of models, those inside others too.
    static var allModels: [ModelProblem] {
        models
            + renames.map {
                .rename(
                    RenameError(rename: .table(from: "users", to: "people"), reason: $0, nearMisses: ["peoples"]),
                    .sqlite)
            }
            + faults.map { .fault(ModelFault(table: "users", engine: .mysql, reason: $0)) }
            + schemas.map { .schema(SchemaFailure(.postgresql, $0)) }
    }

    static let revisionWork: [RevisionProblem] = [
        .notOneDatabase(count: 0), .notOneDatabase(count: 300),
        .unanswered(TargetFailure(cause: .unreachable, message: "connection refused")),
        .misplaced(.argument(.multipleHeads(["a1", "b2"], argument: "head"))),
        .misplaced(.notAHead("a1", followed: ["b2"])), .misplaced(.notAHead("a1", followed: ["b2", "c3"])),
        .misplaced(.repeatedParent("a1")), .misplaced(.graph(.duplicateID("a1"))),
        .misplaced(.graph(.duplicateLabel(BranchLabel("core"), revisions: ["a1", "b2"]))),
        .nothingToMerge([]), .nothingToMerge(["a1"]), .notWritten(full),
        .nothingToEdit("base"), .noEditor, .editor("vi", words: "No such file or directory"),
        .unknownLocation("bills", known: ["migrations/versions", "billing"]),
        .noLocation(known: ["migrations/versions", "billing"]),
        .hookFailed(
            path: "migrations/versions/a1.sql",
            InventoryError(.command(name: "sqlfluff", .exited(1), words: "line 3: unfinished"))),
    ]

    static let projects: [ProjectProblem] = [
        .inTheWay(["flotilla.yaml"]), .inTheWay(["flotilla.yaml", "migrations"]),
        .system(path: "fleet.yaml", words: "Permission denied"),
        .page(path: "share/man/man1/flotilla.1", words: "Permission denied"),
    ]

    static let settings: [InventoryError.Reason] = [
        .badSetting(key: .retries, origin: .standard, text: "many", expected: "a number"),
        .badLedger(origin: nil, .schema), .policy(.badWebURL), .badURL(.malformed), .http(.timedOut),
    ]

    static let scripts: [ScriptProblem] = [.noEngine, .severalKinds(count: 2), .otherEngine(.mysql, asked: .sqlite)]
}
