import FlotillaDriver
import FlotillaRevisions

/// All that Python has to know to take steps on one target, one after the other. It goes over a pipe and is written nowhere.
struct BridgeRequest {
    var steps: [CompiledStep]
    var bridged: BridgedStep
    var turn: Turn
    var opening: Opening
    var deputy: Deputy

    var json: JSON {
        .object([
            .init("engine", .string(turn.dialect.engine.rawValue)),
            .init("login", .object(deputy.login.map { .init($0.name, .string($0.value)) })),
            .init("steps", .array(zip(steps, starts).map(step))),
            .init("perRevision", .boolean(turn.context.settings.transaction == .revision)),
            .init("bind", text(bridged.bridge.settings.bind)), .init("x", .strings(bridged.arguments)),
            .init("versionTable", .string(turn.request.versionTable)),
            .init("versionSchema", text(turn.request.versionSchema)),
            .init("settings", .strings(deputy.settings)),
            .init("lock", text(deputy.lock)),
            .init("unlock", text(deputy.unlock)),
            .init("begin", text(deputy.begin)),
            .init("session", text(deputy.session)),
            .init("encryption", text(deputy.encryption)),
            .init("trust", text(deputy.requiresTransactionalTables)),
            .init("isJournalled", .boolean(opening.journal != nil)),
        ])
    }

    /// The version table before each step.
    private var starts: [[String]] {
        [opening.versions ?? []] + steps.dropLast().map { $0.rowsAfter.map(\.text) }
    }

    private func step(_ step: CompiledStep, from rows: [String]) -> JSON {
        .object([
            .init("revision", .string(step.revision.text)),
            .init("parents", .strings(step.bridged?.parents.map(\.text) ?? [])),
            .init("direction", .string(step.direction.rawValue)),
            .init("rows", .strings(rows)),
            .init("journal", .object([.init("start", .strings(start(step))), .init("clear", .strings(clear))])),
        ])
    }

    private func start(_ step: CompiledStep) -> [String] {
        guard let bridged = step.bridged else { return [] }
        let entry = step.journalEntry(bridged, .started)
        return turn.dialect.journal(.createTable, in: turn.request)
            + turn.dialect.journal(.write(entry, effects: []), in: turn.request)
    }

    private var clear: [String] { turn.dialect.journal(.clear, in: turn.request) }

    private func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
}
