import FlotillaKit
import FlotillaRevisions

extension RevisionFormat {
    /// As its makers write it.
    var shown: String {
        switch self {
        case .flotilla: "Flotilla"
        case .golangMigrate, .goose, .dbmate: rawValue
        case .flyway: "Flyway"
        }
    }
}

extension FormatProblem {
    /// What is wrong with a file of another tool's, and what to do about it.
    func words(_ format: RevisionFormat) -> String {
        switch self {
        case .duplicateVersion(let version, let first): "\(first) has the version \(version) already; number one anew"
        case .versionOutOfRange(let text): "\(format.shown) cannot keep the version \(text)"
        case .missingUpgrade(let name): "there is no \(name), which this would take back; an empty one will do"
        case .missingUpgradeLine(let line): "the line '\(line)' is missing, so there is nothing to run"
        case .missingDowngradeLine(let line):
            "no line '\(line)' follows, and \(format.shown) refuses the file; it may stand at the end"
        case .statementOutsideSection(let line): "this SQL stands above '\(line)' and would never be run"
        case .unknownAnnotation(let line): "\(format.shown) knows no '\(line)'"
        case .misplacedAnnotation(let line, let other): "'\(line)' cannot stand here: '\(other)' comes before it"
        case .repeatedAnnotation(let line, let first): "'\(line)' stands here again; first in line \(first)"
        case .indentedAnnotation(let line):
            "there are blanks before '\(line)', and \(format.shown) refuses the file; take them away"
        case .unclosedStatement: "the line '-- +goose StatementEnd' is missing"
        case .environmentSubstitution:
            "variables of the environment would be put into the script, which is not done here; write what they stand for"
        case .program:
            "it is a program, which \(format.shown) runs and nothing else can; what it does has to be written as SQL"
        case .unknownSetting(let key): "the setting '\(key)' is not followed here; take it out"
        case .illegalSetting(let key, let allowed): "'\(key)' cannot be that: give \(allowed)"
        case .settingsWithoutScript: "the script that these settings are for is not there"
        }
    }
}

extension PassedOverFile {
    /// `migrations/0021_x_up.sql is called otherwise than revisions are`
    func words(_ format: RevisionFormat) -> String {
        switch reason {
        case .name, .nearlyNamed: "\(path) is not called as \(format.shown) calls revisions"
        case .callback: "\(path) is run by \(format.shown) around its own work, and never here"
        case .baseline: "\(path) stands for revisions that are there too, and these are run"
        case .undoAlone: "\(path) takes back a version that no file brings"
        }
    }
}

extension Complaint {
    static func otherFormat(_ path: String, _ format: RevisionFormat) -> Complaint {
        Complaint(
            .badSettings, "the revisions in \(path) are \(format.shown)'s",
            [
                .state("nothing was done"),
                .next("to have them read as they are, say revisions: {format: \(format.rawValue)} in flotilla.yaml"),
            ])
    }

    /// What revisions in another tool's format cannot have.
    static func formatLacks(_ format: RevisionFormat, _ lack: RevisionProblem.Lack) -> Complaint {
        let name = format.shown
        let (headline, next): (String, String) =
            switch lack {
            case .branches:
                (
                    "revisions of \(name) have no branches: each follows the one before",
                    "see their order: flotilla history"
                )
            case .labels: ("revisions of \(name) have no branch labels", "leave the label out")
            case .dependencies: ("revisions of \(name) depend on nothing but the one before", "leave it out")
            case .version(let id):
                (
                    "'\(id)' is no version of \(name)'s",
                    format == .flyway
                        ? "give numbers with dots between them, or leave --rev-id out"
                        : "give a number, or leave --rev-id out"
                )
            case .order(let id, let newest):
                (
                    "\(name) would run the version \(id) before \(newest), which is there already",
                    "choose one that comes behind \(newest), or leave --rev-id out"
                )
            case .engines(let engines):
                (
                    "\(name) has one script for every engine, and "
                        + "\(Wording.list(engines.map(\.rawValue))) want one each",
                    "name one: --engine \(engines.first?.rawValue ?? "postgresql")"
                )
            case .mixedTransactions:
                (
                    "some of the statements need a transaction and some can have none, and \(name) knows one way for a file",
                    "see them with --sql and write two revisions: flotilla revision -m TEXT"
                )
            case .lossMark:
                (
                    "it would lose data, and revisions of \(name) have no mark by which that happens on purpose only",
                    "write it by hand: flotilla revision -m TEXT; flotilla check shows what is wanted"
                )
            case .imports:
                (
                    "revisions of Alembic cannot be put among those of \(name)",
                    "import them into a project of their own"
                )
            }
        return Complaint(.usage, headline, [.state("no revision was written"), .next(next)])
    }
}
