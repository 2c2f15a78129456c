import FlotillaKit
import FlotillaRuntime

/// What was looked at, a row for each thing.
enum DoctorRows {
    static let layout = ReportLayout(
        kind: "DoctorReport", rowKind: "Finding", rowsKey: "findings",
        columns: [
            .init(title: "PART", key: "part"), .init(title: "STATE", key: "state"),
            .init(title: "FOUND", key: "found", smallest: 20), .init(title: "REMEDY", key: "remedy", isWide: true),
        ])

    static func fields(_ examined: Examined) -> [Field] {
        [
            .text(examined.part.rawValue),
            examined.isGood ? .state("good", name: "good", .good) : .state("wrong", name: "wrong", .bad),
            .text(words(examined.finding)), examined.isGood ? .none : .text(next(examined.finding)),
        ]
    }

    /// `- heads: flotilla merge joins them`
    static func remedy(_ examined: Examined) -> String {
        "- \(examined.part.rawValue): \(DisplayText.escaped(next(examined.finding)))"
    }

    private static func words(_ finding: Examined.Finding) -> String {
        switch finding {
        case .settings(let file?): file
        case .settings(nil): "no flotilla.yaml; the defaults"
        case .libraries(let libraries): libraries.joined(separator: ", ")
        case .revisions(let count, let folder): "\(Wording.count(count, "revision")) in \(folder)"
        case .noRevisions(let folder): "no revision in \(folder)"
        case .passedOver(let file, let format): file.words(format)
        case .heads(let heads): heads.isEmpty ? "none" : heads.map(\.text).joined(separator: ", ")
        case .inventory(let targets, let servers):
            "\(Wording.count(targets, "target")) on \(Wording.count(servers, "server"))"
        case .noInventory(let path): "none at \(path); databases are named one by one"
        case .server(let name, let target, let facts): "\(name): \(facts.product) \(facts.version), by \(target.text)"
        case .unreachable(let name, let target, let failure): "\(name), by \(target.text): \(failure.message)"
        case .ledger(let place): "\(place.place), form \(place.form)"
        case .noLedger: "none yet; the first command that needs it makes it"
        case .models(let engine): "a scratch database of \(engine.rawValue) was made and removed"
        case .noScratch(let engine): "no scratch server for \(engine.rawValue)"
        case .leftOver(let engine, let names):
            "left by a process that was killed, on the scratch server of \(engine.rawValue): "
                + names.map { "DROP DATABASE \($0);" }.joined(separator: " ")
        case .failed(let error): Complaint(error).headline
        }
    }

    private static func next(_ finding: Examined.Finding) -> String {
        switch finding {
        case .noRevisions: "flotilla revision -m TEXT writes the first, flotilla migrate -m TEXT one from models"
        case .passedOver(let file, _) where file.reason == .callback:
            "put what it does into revisions, or go on running it yourself"
        case .passedOver: "rename it if it is a revision, else move it elsewhere"
        case .heads: "flotilla merge joins them"
        case .unreachable(_, let target, _):
            target.isURL
                ? "flotilla current --database URL says more"
                : "flotilla inventory check --target \(CommandText.quoted(target.text)) says more"
        case .noScratch(let engine): "say scratch: {\(engine.rawValue): URL} in flotilla.yaml"
        case .failed(let error):
            Complaint(error).facts.last { $0.label == Complaint.Fact.nextLabel }?.text ?? "correct that"
        case .settings, .libraries, .revisions, .inventory, .noInventory, .server, .ledger, .noLedger, .models,
            .leftOver:
            ""
        }
    }
}
