import FlotillaDriver
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

@testable import FlotillaCLI
@testable import FlotillaInventory
@testable import FlotillaKit
@testable import FlotillaLedger
@testable import FlotillaRevisions

/// One of every error at least, as golden files have them. ``ErrorCoverageTests`` finds a case that is missing here.
enum ErrorSamples {
    static let place = Place(file: "inventory.yaml", line: 7, column: 5)
    private static let selector = SelectorError(reason: .expectedValue, column: 8)

    static let files: [InventoryError.Reason] = [
        .unreadable(words: "No such file or directory"), .unknownFileKind(allowed: [".yaml", ".json", ".csv"]),
        .tooLarge(limit: 1_048_576), .notUTF8, .controlCharacter, .syntax(words: "did not find expected key"),
        .featureRefused(feature: "anchor"), .nestedTooDeep(limit: 64), .emptyFile,
        .unknownKey("lables", nearest: "labels", allowed: ["id", "url", "labels"]),
        .unknownKey("x", nearest: nil, allowed: ["id", "url", "labels"]),
        .repeatedKey("id", first: Place(file: "inventory.yaml", line: 3, column: 5)), .missingKey("url"),
        .wrongType(key: "labels", expected: .mapping), .wrongType(key: "", expected: .list),
        .wrongType(key: "id", expected: .text), .wrongFieldCount(expected: 3, found: 2),
        .badValue(key: "limit", text: "many", expected: "a number"), .chooseOne(of: ["targets", "sources"]),
    ]

    static let targets: [InventoryError.Reason] = [
        .badID(text: "", .empty), .badID(text: "a b", .badCharacter),
        .badID(text: "long", .tooLong(limit: 128)),
        .repeatedID(text: "acme", first: Place(file: "tenants.csv", line: 4)),
        .badCatalogueName(text: "my_db 100%", source: "databases", .badCharacter),
        .badLabelKey("tier level", .malformed), .badLabelKey("id", .reserved),
        .badLabelValue(key: "note", limit: 256),
        .secretUnavailable(.environment("DB_PASSWORD"), .notSet),
        .secretUnavailable(.file("/run/secrets/db"), .unreadable(words: "Permission denied")),
        .secretUnavailable(.command(["pass", "db"]), .command(.exited(1))),
        .secretUnavailable(.environment("DB_PASSWORD"), .empty), .secretUnavailable(.environment("DB_PORT"), .notPort),
        .secretUnavailable(.file("/run/secrets"), .notRegularFile),
        .secretUnavailable(.file("/run/secrets/db"), .tooLarge(limit: 65_536)),
        .secretUnavailable(.file("/run/secrets/db"), .notText),
    ]

    static let sources: [InventoryError.Reason] = [
        .fileCycle, .timedOut, .noDriver(.mysql),
        .database(DriverError(.authentication, code: "28P01", message: "password authentication failed")),
        .unsupportedBySource(source: "schemas", .sqlite), .tooManyRows(limit: 1_000_000),
        .glob(text: "../x", .climbs), .glob(text: "*.db", .escapesRoot(path: "/etc/x.db")),
        .glob(text: "", .empty), .sameFile(first: "a.db", second: "b.db"), .stopped,
        .spool(words: "No space left on device"),
    ]

    static let policies: [PolicyProblem] = [
        .repeatedWave("early", first: place), .unreachableWave("late", behind: "rest"),
        .badSelector(text: "region=", selector), .unknownZone("Europe/Berln", nearest: "Europe/Berlin"),
        .unknownZone("CEST", nearest: nil), .unreadableZone("leapseconds", words: "it does not begin as one"),
        .literalSecret(key: "Authorization"), .secretInCommand(name: "--password"), .badWebURL,
        .emptyGroup("oncall"), .groupInGroup("dba"),
        .unknownPolicy("carefull", nearest: "careful", known: ["careful", "fast"]),
        .unknownPolicy("x", nearest: nil, known: ["careful", "fast"]),
        .unknownPolicy("x", nearest: nil, known: []),
    ]

    static let urls: [URLProblem] = [
        .missingScheme, .unknownScheme("oracle"), .unknownScheme(nil), .badPort, .badPercentEncoding,
        .missingDatabase, .unknownOption("sslmod", nearest: "sslmode", allowed: ["schema", "sslmode"]),
        .unknownOption(nil, nearest: nil, allowed: ["schema", "sslmode"]), .strayAt, .malformed,
        .unterminatedReference, .unknownReference(kind: "vault"), .unknownReference(kind: ""), .emptyReference,
        .tooManyReferences(limit: 16), .referenceFromOutside, .schemaTwice, .schemaUnsupported(.mysql), .badSchema,
        .inReference(.environment("URL"), .missingScheme),
    ]

    static let selections: [FlotillaError] = [
        .emptySelection(
            selector: "regoin=eu,tier=fre",
            nearMisses: [
                .unknownKey("regoin", nearest: ["region"]),
                .unknownValue(key: "tier", value: "fre", nearest: ["free", "freemium"]),
            ], total: 3000),
        .emptySelection(selector: "region=eu,tier=free", nearMisses: [], total: 3000),
        .emptyInventory(path: "inventory.yaml"),
        .unknownTargets(["acmee"], nearMisses: ["acme"]), .unknownTargets(["zzz", "yyy"], nearMisses: []),
        .nothingSelected, .badDatabaseURL(.missingScheme), .missingMigrations(path: "migrations"),
        .unreadableMigrations(path: "migrations", words: "Permission denied"),
        .nothingToResolve("acme", isListed: true), .nothingToResolve("sqlite:app.db", isListed: false),
        .missingVersions(path: "migrations/versions"), .misnamedRevision(path: "migrations/versions/a1.SQL"),
    ]

    static let revisions: [RevisionError] = [
        .illegalID("a b", .character(" ")), .illegalID("", .empty),
        .illegalLabel(BranchLabel("head"), .reserved, revision: "a1"),
        .duplicateID("a1"), .duplicateLabel(BranchLabel("billing"), revisions: ["a1", "b2"]),
        .missingRevision(RevisionName("a1"), neededBy: "b2", nearMisses: []),
        .missingRevision(RevisionName("a1"), neededBy: "b2", nearMisses: ["a11"]), .cycle(["a1", "b2"]),
        .dependencyCycle(["a1", "b2"]), .unresolved("a9", nearMisses: []), .unresolved("a9", nearMisses: ["a1"]),
        .ambiguousID("a", candidates: ["a1", "a2"]), .notOnBranch("a1", name: "a1", branch: "billing"),
        .rowNotOnBranch("a1", branch: "billing"), .branchWithoutOneLabel("a1", labels: []),
        .branchWithoutOneLabel("a1", labels: [BranchLabel("x"), BranchLabel("y")]),
        .multipleHeads(["a1", "b2"], argument: "head"), .rangeNotAncestor(lower: "a1", upper: "b2"),
        .notBelowRows(target: "b2", rows: ["a1"]),
        .notOnTheWay(target: "a1", branch: "billing", next: ["b2", "c3"]),
        .relativeWalk("-1", .wrongSign), .relativeWalk("+9", .offTheEnd),
        .relativeWalk("+99999999999999999999", .tooManySteps),
        .ambiguousWalk("-1", candidates: ["a1", "b2"]), .rangeNotAllowed("a1:b2"), .rangeRequired("a1"),
        .rangeSyntax("a1"), .noSingleRowOnBranch(branch: "billing", rows: ["a1", "b2"]), .duplicateTarget("a1"),
        .contestedRow("a1"), .unknownRows(["dead"], nearMisses: ["deaf"]), .overlapping("b2", ancestor: "a1"),
        .overlappingTargets("b2", ancestor: "a1"), .duplicateRow("a1"), .relativeWalk("-1", .inStamp),
        .foldedRow("a1", into: "d4"),
        .staleBaseline("d4", lacks: ["b2", "c3"], hasBesides: []),
        .staleBaseline("d4", lacks: [], hasBesides: ["x9"]), .halfFolded("d4", remaining: ["a1", "b2"]),
    ]

    static let revisionFiles: [RevisionFileProblem] = [
        .missingField("Revises"), .duplicateField("Revises", firstLine: 3),
        .unknownField("Revise", nearMisses: ["Revises"]), .illegalID("a b", .character(" ")),
        .illegalLabel(BranchLabel("head"), .reserved), .repeatedName("a1"), .statementOutsideSection,
        .unknownMarker("upgrad", nearMisses: ["upgrade"]), .unknownEngine("oracle", nearMisses: []),
        .unknownOption("lock_timout", nearMisses: ["lock_timeout"]), .optionNotAllowed("batch"),
        .duplicateOption("batch"), .optionNeeds("pause", other: "batch"),
        .illegalValue("x", option: "batch", allowed: "a number"), .missingName, .unexpectedName("x"),
        .unterminatedName, .duplicateSection(engine: .mysql, firstLine: 9),
        .duplicateSection(engine: nil, firstLine: 9), .notWritable,
    ]

    static let web: [HTTPProblem] = [
        .badURL, .notEncrypted(host: "control"), .unreachable(words: "connection refused"), .timedOut, .status(503),
        .redirected(302), .pageTooLarge(limit: 1000), .tooManyPages(limit: 10), .otherOrigin, .samePageAgain,
        .pointer("/tenants"),
    ]

    static let programs: [ProcessProblem] = [
        .notStarted(words: "No such file or directory"), .exited(2), .killed(signal: 9), .timedOut,
        .tooMuchOutput(limit: 1000), .stopped,
    ]
}
