import FlotillaRevisions
import FlotillaSQL

/// A folder of another tool's on one screen: names and texts.
struct Folder {
    let reading: FormatReading

    init(_ format: RevisionFormat, _ files: [(String, String)]) {
        let scripts = files.map { name, text in
            ScriptFile(path: "db/" + name, name: name, bytes: Array(text.utf8))
        }
        reading = FormatReading(scripts, as: format)
    }

    var ids: [String] { reading.files.map(\.header.id.text) }
    var parents: [[String]] { reading.files.map { $0.header.parents.map(\.text) } }
    var messages: [String] { reading.files.map(\.header.message) }

    /// `db/1_x.sql:3`, as faults say it, with what is wrong.
    var faults: [String] { reading.faults.map { "\($0.path):\($0.line)" } }

    var problems: [FormatProblem] {
        reading.faults.compactMap { if case .format(_, let problem) = $0.problem { problem } else { nil } }
    }

    var passedOver: [String] { reading.passedOver.map(\.path) }

    /// The texts that a direction runs.
    func bodies(_ index: Int, _ direction: StepDirection, on engine: Engine = .postgresql) -> [String] {
        let sections = try? reading.files[index].sections(for: direction, on: engine)
        return (sections ?? []).map { String(decoding: $0.body, as: UTF8.self) }
    }

    func section(_ index: Int, _ direction: StepDirection = .up) -> RevisionSection? {
        (try? reading.files[index].sections(for: direction, on: .postgresql))?.first
    }
}
