import FlotillaDriver
import FlotillaKit
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

/// A comparison with a person watching, who may be asked about renames.
struct ModelWork {
    var common: CommonOptions
    var flotilla: Flotilla
    var shell = Shell.current

    /// - Parameter asks: about renames, where somebody is there to answer.
    func compare(_ request: ModelRequest, asks: Bool) async throws -> ModelComparison {
        let control = RunControl()
        var request = request
        var denied: Set<Rename> = []
        while true {
            shell.interrupts.runBegins(control, resume: CommandText.line(shell.arguments))
            let comparison = try await flotilla.compareModels(request, control: control) { news in
                if common.progress.resolved(on: shell.console.terminal) == .tty { shell.console.show([news]) }
            }
            shell.console.show([])
            if let status = shell.interrupts.status { throw status }
            let open = candidates(comparison).filter { !denied.contains($0.rename) }
            guard let candidate = open.first else { return comparison }
            guard asks, shell.canAsk else {
                shell.console.say(hint(open))
                return comparison
            }
            // Nothing is under way while a person thinks.
            shell.interrupts.runEnds()
            if let status = shell.interrupts.status { throw status }
            if try await isRename(candidate) {
                request.renames.append(candidate.rename)
            } else {
                denied.insert(candidate.rename)
            }
        }
    }

    /// Of all engines; what is one on several is asked once.
    private func candidates(_ comparison: ModelComparison) -> [RenameCandidate] {
        var seen: Set<Rename> = []
        return comparison.parts.flatMap(\.candidates).filter { seen.insert($0.rename).inserted }
            .sorted { $0.likeness > $1.likeness }
    }

    private func isRename(_ candidate: RenameCandidate) async throws -> Bool {
        shell.console.ask("Is this a rename: \(DisplayText.escaped(candidate.rename.text))? [y/N] ")
        let answer = await withCheckedContinuation { continuation in
            if !Thread.start({ continuation.resume(returning: shell.readAnswer()) }) {
                continuation.resume(returning: nil)
            }
        }
        return ["y", "yes"].contains(answer?.lowercased() ?? "")
    }

    private func hint(_ candidates: [RenameCandidate]) -> [String] {
        candidates.prefix(5).map { candidate in
            "if \(DisplayText.escaped(candidate.rename.text)) is a rename: --rename \(candidate.rename.argument)"
        }
    }

    /// The list of differences, and what follows.
    func tell(_ comparison: ModelComparison, members: [JSON.Member] = [], closing: [String]) {
        let writer = common.writer(ChangeRows.layout)
        for part in comparison.parts {
            for line in part.summary.lines { writer.row(ChangeRows.fields(line, part.engine)) }
        }
        writer.finish(ReportEnd(members: Self.members(comparison) + members, closing: closing))
    }

    private static func members(_ comparison: ModelComparison) -> [JSON.Member] {
        let present: JSON.Member =
            switch comparison.present {
            case .revisions(let heads): JSON.Member("revisions", .array(heads.map { .string($0.text) }))
            case .database(let name): JSON.Member("database", .string(name))
            }
        return [
            JSON.Member("engines", .array(comparison.parts.map { .string($0.engine.rawValue) })), present,
            JSON.Member("equal", .boolean(comparison.isEmpty)),
        ]
    }

    /// `compared with what 3 revisions make, on sqlite`
    static func headline(_ comparison: ModelComparison) -> String {
        let engines = Wording.list(comparison.parts.map(\.engine.rawValue))
        switch comparison.present {
        case .revisions(let heads):
            let made = heads.isEmpty ? "an empty database" : "what the revisions make"
            return "the models, compared with \(made) on \(engines)"
        case .database(let name): return "the models, compared with \(DisplayText.escaped(name))"
        }
    }
}

extension Rename {
    /// As `--rename` takes it.
    fileprivate var argument: String {
        switch self {
        case .table(let old, let new): CommandText.quoted("\(old.text):\(new.text)")
        case .column(let table, let old, let new): CommandText.quoted("\(table.text).\(old):\(new)")
        }
    }
}
