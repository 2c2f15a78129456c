import FlotillaDriver
import FlotillaRollout
import FlotillaRuntime
import Testing

@testable import FlotillaCLI
@testable import FlotillaInventory
@testable import FlotillaKit
@testable import FlotillaLedger
@testable import FlotillaRevisions

@Suite struct ErrorTextTests {
    private func text(_ complaints: [Complaint], _ terminal: Terminal = .plain) -> [String] {
        complaints.flatMap { ["[\($0.status.rawValue)]"] + $0.lines(on: terminal) + [""] }
    }

    private let place = ErrorSamples.place

    private func inventory(_ reasons: [InventoryError.Reason]) -> [String] {
        text(reasons.map { Complaint(InventoryError($0, at: place)) })
    }

    @Test("files that cannot be read")
    func files() {
        expectGolden(
            inventory(ErrorSamples.files), "error-inventory-files")
    }

    @Test("targets that are described wrongly")
    func targets() {
        expectGolden(
            inventory(ErrorSamples.targets), "error-inventory-targets")
    }

    @Test("policies that cannot be followed")
    func policies() {
        expectGolden(inventory(ErrorSamples.policies.map { .policy($0) }), "error-policies")
    }

    @Test("URLs that are wrong")
    func urls() {
        expectGolden(inventory(ErrorSamples.urls.map { .badURL($0) }), "error-inventory-urls")
    }

    @Test("sources that fall short")
    func sources() {
        expectGolden(
            inventory(
                ErrorSamples.sources + ErrorSamples.programs.map { .command(name: "./list-tenants", $0, words: "oops") }
                    + ErrorSamples.web.map { .http($0) }),
            "error-inventory-sources")
    }

    @Test("settings that cannot be")
    func settings() {
        let origins: [SettingOrigin] = [
            .flag("--concurrency"), .environment(variable: "FLOTILLA_CONCURRENCY_TOTAL"), .file(place), .standard,
        ]
        let complaints = origins.map { origin in
            Complaint(
                InventoryError(
                    .badSetting(key: .concurrencyTotal, origin: origin, text: "many", expected: "a number or auto"),
                    at: { if case .file(let place) = origin { place } else { nil } }()))
        }
        let ledgers = ErrorSamples.ledgerSettings.map {
            Complaint(InventoryError(.badLedger(origin: origins[1], $0)))
        }
        expectGolden(text(complaints + ledgers), "error-settings")
    }

    @Test("selectors that are none")
    func selectors() {
        let reasons: [(SelectorError.Reason, Int)] = [
            (.empty, 1), (.expectedKey, 1), (.expectedOperator, 8), (.expectedValue, 8), (.expected(")"), 13),
            (.unterminatedQuote, 8), (.expectedValue, 99),
        ]
        expectGolden(
            text(reasons.map { Complaint(SelectorError(reason: $0, column: $1), text: "region in (eu") }),
            "error-selectors")
    }

    @Test("selections that are empty")
    func selections() {
        expectGolden(text(ErrorSamples.selections.map { Complaint($0) }), "error-selections")
    }

    @Test("revisions that cannot be")
    func revisions() {
        expectGolden(text(ErrorSamples.revisions.map { Complaint($0) }), "error-revisions")
    }

    @Test("revision files that are wrong")
    func revisionFiles() {
        let complaints = ErrorSamples.revisionFiles.map { problem in
            Complaint([RevisionFileError(path: "migrations/versions/a1.sql", line: 12, column: 4, problem: problem)])
        }
        expectGolden(text(complaints), "error-revision-files")
    }

    @Test("files of other tools that are wrong, and what these tools lack")
    func otherFormats() {
        let files = ErrorSamples.formatFiles.map { problem in
            Complaint([RevisionFileError(path: "db/1_a.sql", line: 2, column: 1, problem: problem)])
        }
        expectGolden(text(files + ErrorSamples.formats.map { Complaint($0) }), "error-other-formats")
    }

    @Test("of many wrong files, ten are shown")
    func manyRevisionFiles() {
        let errors = (1...12).map { line in
            RevisionFileError(path: "a1.sql", line: line, column: 1, problem: .unterminatedName)
        }
        expectGolden(text([Complaint(errors)]), "error-revision-files-many")
    }

    @Test("files that make no graph, and scripts that cannot be run")
    func migrations() {
        let graph = MigrationsError(error: .duplicateID("a1"), paths: ["a1.sql", "copy_of_a1.sql"])
        let scripts = [2, 7].map { line in
            TargetFailure(
                cause: .unusableScript, message: "COMMIT: take it out",
                place: StatementPlace(revision: "a1", file: "a1.sql", line: line, statement: 0, excerpt: ""))
        }
        let circle = MigrationsError(error: .cycle(["a1", "b2"]), paths: ["a1.sql", "b2.sql"])
        let errors: [FlotillaError] = [.graph(graph), .graph(circle), .scripts(scripts), .scripts([scripts[0]])]
        expectGolden(text(errors.map { Complaint($0) }), "error-migrations")
    }

    @Test("a ledger that will not do")
    func ledger() {
        expectGolden(text(ErrorSamples.ledgers.map { Complaint($0) }), "error-ledger")
    }

    @Test("a ledger that is lost while a run is under way")
    func lostLedger() {
        var report = RunReport(operation: .upgrade(to: "head"), total: 300)
        report.outcomes = [.succeeded: 120, .cancelled: 180]
        let errors: [LedgerError] = [.diskFull, .leaseLost, .io(code: "SQLITE_IOERR", message: "disk I/O error")]
        let complaints = errors.map {
            Complaint(lostLedger: $0, report, again: "flotilla upgrade --all --yes")
        }
        let reading = Complaint(
            lostLedger: .diskFull, RunReport(operation: .current, total: 3), again: "flotilla current")
        expectGolden(text(complaints + [reading]), "error-ledger-lost")
    }

    @Test("errors at widths", arguments: [40, 80])
    func widths(width: Int) {
        let error = FlotillaError.revision(.unknownRows(["deadbeef1234"], nearMisses: ["deadbeef1243"]))
        expectGolden(text([Complaint(error)], .screen(width)), "error-\(width)")
    }

    @Test("no error prints the name of a Swift type")
    func typeNames() {
        let errors: [FlotillaError] = [.settings(InventoryError(.notUTF8)), .ledger(.leaseLost), .nothingSelected]
        let all = text(errors.map { Complaint($0) }).joined()
        #expect(!["Error(", "Optional", "Flotilla", "Reason"].contains { all.contains($0) })
    }
}
