import FlotillaRevisions

@testable import FlotillaKit

/// Errors of folders with other tools' revisions.
extension ErrorSamples {
    static let formatFiles: [RevisionFileProblem] = problems.map { .format($0, $1) }

    private static let problems: [(RevisionFormat, FormatProblem)] = [
        (.golangMigrate, .duplicateVersion("1", first: "1_a.up.sql")), (.goose, .versionOutOfRange("0")),
        (.golangMigrate, .missingUpgrade(expected: "2_b.up.sql")), (.goose, .missingUpgradeLine("-- +goose Up")),
        (.dbmate, .missingDowngradeLine("-- migrate:down")),
        (.dbmate, .statementOutsideSection("-- migrate:up")), (.goose, .unknownAnnotation("-- +goose Upp")),
        (.goose, .misplacedAnnotation("-- +goose Down", after: "-- +goose Up")),
        (.goose, .repeatedAnnotation("-- +goose Up", firstLine: 1)), (.goose, .indentedAnnotation("-- +goose Up")),
        (.goose, .unclosedStatement), (.goose, .environmentSubstitution), (.goose, .program),
        (.flyway, .unknownSetting("shouldExecute")),
        (.flyway, .illegalSetting("executeInTransaction", allowed: "true or false")),
        (.flyway, .settingsWithoutScript),
    ]

    static let formats: [FlotillaError] =
        lacks.map { .revisions(.formatLacks(.flyway, $0)) } + [
            .revisions(.otherFormat(path: "migrations/versions", .golangMigrate)),
            .project(.severalFolders(["migrations", "db/migrations"])),
        ]

    private static let lacks: [RevisionProblem.Lack] = [
        .branches, .labels, .dependencies, .version("ab"), .order("1", newest: "2"), .engines([.mysql, .sqlite]),
        .mixedTransactions, .lossMark, .imports,
    ]
}
