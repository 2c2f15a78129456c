import FlotillaDriver
import FlotillaRollout
import FlotillaRuntime
import Foundation
import Testing

@testable import FlotillaCLI
@testable import FlotillaInventory
@testable import FlotillaKit
@testable import FlotillaLedger
@testable import FlotillaRevisions

/// Every error of the commands that work on revisions, databases and projects is in a golden file: an enum gets a new case, and
/// these tests fail until somebody has read how it is told.
@Suite("Errors of commands")
struct ErrorCoverageTests {
    /// One of each kind of error that reaches the command line.
    private static let kinds: [FlotillaError] =
        ErrorSamples.selections + [
            .settings(InventoryError(.notUTF8, at: ErrorSamples.place)),
            .inventory(InventoryError(.emptyFile, at: ErrorSamples.place)),
            .selector(SelectorError(reason: .empty, column: 1), text: ""),
            .revisionFiles([RevisionFileError(path: "a1.sql", line: 1, column: 1, problem: .missingName)]),
            .graph(MigrationsError(error: .duplicateID("a1"), paths: ["a1.sql", "b2.sql"])),
            .revision(.unresolved("a9", nearMisses: [])), .scripts([.uniqueness]), .ledger(.diskFull),
            .rollout(.noRollouts), .models(.noEngine), .revisions(.noEditor), .project(.inTheWay(["flotilla.yaml"])),
            .script(.noEngine), .importing(.ownFolder("migrations/versions")), .baseline(.none(at: nil)),
        ]

    private static var samples: [Any] {
        let groups: [[Any]] = [
            kinds, ErrorSamples.revisions, ErrorSamples.revisionFiles, ErrorSamples.revisionWork, ErrorSamples.projects,
            ErrorSamples.scripts, ErrorSamples.baselines, ErrorSamples.allModels, ErrorSamples.policies,
            ErrorSamples.urls, ErrorSamples.web, ErrorSamples.programs, ErrorSamples.files, ErrorSamples.targets,
            ErrorSamples.sources, ErrorSamples.settings, ErrorSamples.formatFiles, ErrorSamples.formats,
            ErrorSamples.steering, ErrorSamples.planning, ErrorSamples.ledgers, ErrorSamples.ledgerSettings,
            ImportTextTests.problems.map { ImportProblem.project($0) }, ImportTextTests.others,
        ]
        return groups.flatMap { $0 }
    }

    /// The names of the cases that samples have, by their type, however deep they stand.
    private static let shown: [String: Set<String>] = {
        var shown: [String: Set<String>] = [:]
        func walk(_ value: Any) {
            let mirror = Mirror(reflecting: value)
            if mirror.displayStyle == .enum {
                let type = String(reflecting: Swift.type(of: value))
                shown[type, default: []].insert(mirror.children.first?.label ?? "\(value)")
            }
            for child in mirror.children { walk(child.value) }
        }
        samples.forEach(walk)
        return shown
    }()

    static let enums: [(type: String, file: String)] = [
        ("FlotillaKit.FlotillaError", "FlotillaKit/FlotillaError"),
        ("FlotillaKit.RevisionProblem", "FlotillaKit/Revisions/RevisionProblem"),
        ("FlotillaKit.BaselineProblem", "FlotillaKit/Revisions/Folding"),
        ("FlotillaKit.ProjectProblem", "FlotillaKit/Projects/NewProject"),
        ("FlotillaKit.ScriptProblem", "FlotillaKit/Scripts"),
        ("FlotillaKit.ModelProblem", "FlotillaKit/Schemas/ModelProblem"),
        ("FlotillaKit.ImportProblem", "FlotillaKit/Import/ImportProblem"),
        ("FlotillaRuntime.AlembicProblem", "FlotillaRuntime/Import/AlembicProject"),
        ("FlotillaRuntime.SchemaFailure.Reason", "FlotillaRuntime/Schemas/SchemaFailure"),
        ("FlotillaRuntime.BaselineFault", "FlotillaRuntime/Schemas/FoldedHistory"),
        ("FlotillaRuntime.RevisionWritingError", "FlotillaRuntime/Schemas/RevisionWriter"),
        ("FlotillaSchema.RenameError.Reason", "FlotillaSchema/Comparison/Rename"),
        ("FlotillaTables.ModelFault.Reason", "FlotillaTables/ModelFault"),
        ("FlotillaRevisions.RevisionError", "FlotillaRevisions/Graph/RevisionError"),
        ("FlotillaRevisions.RelativeWalkFault", "FlotillaRevisions/Graph/RevisionError"),
        ("FlotillaRevisions.PlacingError", "FlotillaRevisions/Graph/Placing"),
        ("FlotillaRevisions.RevisionFileProblem", "FlotillaRevisions/Files/RevisionFileError"),
        ("FlotillaRevisions.FormatProblem", "FlotillaRevisions/Formats/FormatProblem"),
        ("FlotillaKit.RevisionProblem.Lack", "FlotillaKit/Revisions/RevisionProblem"),
        ("FlotillaRevisions.NameFault", "FlotillaRevisions/Graph/RevisionID"),
        ("FlotillaInventory.InventoryError.Reason", "FlotillaInventory/Errors/InventoryError"),
        ("FlotillaInventory.PolicyProblem", "FlotillaInventory/Errors/PolicyProblem"),
        ("FlotillaKit.RolloutProblem", "FlotillaKit/Rollouts/RolloutProblem"),
        ("FlotillaRollout.IllegalTransition", "FlotillaRollout/Machines/RolloutEvent"),
        ("FlotillaRuntime.PlanDocumentError", "FlotillaRuntime/Rollouts/PlanDocumentReading"),
        ("FlotillaRuntime.PlanDifference", "FlotillaRuntime/Rollouts/PlanDifference"),
        ("FlotillaLedger.LedgerError", "FlotillaLedger/LedgerError"),
        ("FlotillaInventory.LedgerProblem", "FlotillaInventory/Settings/LedgerSetting"),
        ("FlotillaInventory.SecretProblem", "FlotillaInventory/Errors/Problems"),
        ("FlotillaInventory.URLProblem", "FlotillaInventory/Errors/Problems"),
        ("FlotillaInventory.ProcessProblem", "FlotillaInventory/Errors/Problems"),
        ("FlotillaInventory.HTTPProblem", "FlotillaInventory/Errors/Problems"),
    ]

    @Test("are each in a golden file", arguments: enums.indices)
    func complete(index: Int) throws {
        let (type, file) = Self.enums[index]
        let declared = try Self.cases(of: String(type.split(separator: ".").last ?? ""), in: file)
        #expect(declared.count > 1, "no cases were found in \(file)")
        let missing = declared.subtracting(Self.shown[type] ?? [])
        #expect(missing.isEmpty, "\(type) has cases without a sample: \(missing.sorted())")
    }

    @Test("say how to go on")
    func next() {
        let groups: [[Complaint]] = [
            Self.kinds.map { Complaint($0) }, ErrorSamples.revisions.map { Complaint($0) },
            ErrorSamples.revisionWork.map { Complaint($0) }, ErrorSamples.baselines.map { Complaint($0) },
            ErrorSamples.allModels.map { Complaint($0) }, ErrorSamples.projects.map { Complaint($0) },
            ErrorSamples.scripts.map { Complaint($0) }, ErrorSamples.formats.map { Complaint($0) },
            ImportTextTests.others.map { Complaint($0) },
        ]
        let complaints = groups.flatMap { $0 }
        let silent = complaints.filter { complaint in
            !complaint.facts.contains { $0.label == Complaint.Fact.nextLabel }
        }
        #expect(silent.map(\.headline) == [])
    }

    @Test("one of each kind")
    func golden() {
        expectGolden(
            Self.text(Self.kinds.dropFirst(ErrorSamples.selections.count).map { Complaint($0) }), "error-kinds")
    }

    @Test("baselines that cannot be made")
    func baselines() {
        expectGolden(Self.text(ErrorSamples.baselines.map { Complaint($0) }), "error-baselines")
    }

    @Test("models that cannot be compared, and revisions that cannot be written from them")
    func models() {
        expectGolden(Self.text(ErrorSamples.allModels.map { Complaint($0) }), "error-models")
    }

    private static func text(_ complaints: some Sequence<Complaint>) -> [String] {
        complaints.flatMap { ["[\($0.status.rawValue)]"] + $0.lines(on: .plain) + [""] }
    }

    /// What follows `case` in the enum's own lines; those of enums inside stand further to the right.
    private static func cases(of name: String, in file: String) throws -> Set<String> {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).dropFirst().joined(separator: "/")
        let text = try String(contentsOfFile: "/\(root)/Sources/\(file).swift", encoding: .utf8)
        let lines = text.components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.contains("enum \(name):") })
        let indent = lines[start].prefix { $0 == " " }
        let body = lines[(start + 1)...].prefix { $0 != indent + "}" }
        var names: Set<String> = []
        for line in body where line.hasPrefix(indent + "    case ") {
            var depth = 0
            let bare = line.dropFirst(indent.count + 9).filter { character in
                if character == "(" { depth += 1 }
                defer { if character == ")" { depth -= 1 } }
                return depth == 0
            }
            for word in bare.split(separator: ",") {
                names.insert(String(word.drop { $0 == " " }.prefix { $0.isLetter || $0.isNumber }))
            }
        }
        return names
    }
}
