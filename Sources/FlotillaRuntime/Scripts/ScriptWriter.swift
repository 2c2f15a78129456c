import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// Writes the steps of a plan as a script, with transactions as a ``Turn`` takes them.
///
/// What a session of ours would look at, the script has to look at itself: before each transaction it makes sure that the
/// version table is as the plan has it, so that a script for another database changes nothing.
struct ScriptWriter {
    let dialect: any MigrationDialect
    let request: OpeningRequest
    let settings: MigrationSettings
    let migrations: Migrations
    private var text: [UInt8] = []

    init(
        dialect: any MigrationDialect, request: OpeningRequest, settings: MigrationSettings, migrations: Migrations
    ) {
        self.dialect = dialect
        self.request = request
        self.settings = settings
        self.migrations = migrations
    }

    mutating func add(_ lines: [String]) {
        for line in lines { text += Array((line + "\n").utf8) }
    }

    /// A comment ends with its line, and whatever begins a new line for some client may be in a text.
    mutating func remark(_ words: String) {
        add(words.split(whereSeparator: \.isNewline).map { "-- \($0)" })
    }

    mutating func writeHeader(_ script: ScriptRequest, _ plan: OfflinePlan) {
        let way = script.operation == .ensureVersion ? "" : ": from \(plan.start.words) to \(plan.end.words)"
        remark("flotilla \(script.operation.name) --sql\(way), for \(dialect.engine.rawValue)")
        if let tag = script.tag { remark("tag: \(tag)") }
        remark("to run it: \(dialect.scriptCommand)")
        remark("It stops at the first error. What stands in a transaction then has no effect.")
        add([""])
        add(dialect.scriptBeginning(request))
    }

    mutating func write(_ plan: OfflinePlan, _ operation: Operation) throws(TargetFailure) {
        for script in migrations.repeatables where operation.goesUp {
            remark(
                "not in it: \(script.script.name), which is run again when it has changed: flotilla upgrade sees to that"
            )
        }
        guard !plan.steps.isEmpty else { return remark("nothing to do") }
        if plan.start.isEmpty, !startsTogether(plan) { add([""] + dialect.scriptVersionTable(request)) }
        var rows = plan.start
        var rest = plan.steps
        while let first = rest.first {
            let segment = first.isTransactional ? rest.sharingTransaction(settings.transaction) : [first]
            if first.isTransactional {
                try writeTogether(segment, from: rows, makesTable: rows == plan.start && startsTogether(plan))
            } else {
                try writeAlone(first, from: rows)
            }
            rows = segment.last?.rowsAfter ?? rows
            rest.removeFirst(segment.count)
        }
    }

    /// The version table is made in the transaction of the first steps.
    private func startsTogether(_ plan: OfflinePlan) -> Bool {
        dialect.hasTransactionalDDL && plan.start.isEmpty && plan.steps[0].isTransactional
    }

    /// - Throws: where what is to be printed is no text.
    func finished() throws(TargetFailure) -> String {
        guard let whole = String(validating: text, as: UTF8.self) else {
            throw TargetFailure(
                cause: .unusableScript,
                message: "a revision on the way is not in UTF-8, and a script cannot be printed in two encodings")
        }
        return whole
    }
}

// MARK: Segments

extension ScriptWriter {
    /// All of it, or nothing.
    private mutating func writeTogether(
        _ steps: [CompiledStep], from rows: [RevisionID], makesTable: Bool
    ) throws(TargetFailure) {
        add([""] + beginning)
        if makesTable { add(dialect.scriptVersionTable(request)) }
        if !steps[0].purgesVersions { require(rows) }
        var before = rows
        for step in steps {
            announce(step, from: before)
            add(limits(of: step))
            try ask(step.checks)
            if case .transactional(let script) = step.body {
                for part in script.parts { try add(part, script.places.first) }
            }
            finish(step)
            try ask(step.verifications)
            add(limits(after: step))
            before = step.rowsAfter
        }
        add([""] + ending)
    }

    private var beginning: [String] { dialect.begin(request).map { $0 + ";" } }
    private var ending: [String] { dialect.commit(request, resetting: .unneeded).map { $0 + ";" } }

    /// Statement by statement, each with its own effect.
    private mutating func writeAlone(_ step: CompiledStep, from rows: [RevisionID]) throws(TargetFailure) {
        let units: [Unit]
        switch step.body {
        case .journalled(let some): units = some
        case .alembic(let bridged): throw Self.refusal(of: step, bridged)
        case .transactional, .none: return
        }
        add([""])
        require(rows)
        announce(step, from: rows)
        remark("Not in one transaction: after an error, what stands before it has taken effect.")
        add(limits(of: step))
        try ask(step.checks)
        for group in groups(of: units) { try add(group) }
        try ask(step.verifications)
        let moves = movements(of: step)
        add(moves.count > 1 ? beginning + moves + ending : moves)
        add((step.changesSession ? dialect.scriptNames(request) : []) + limits(after: step))
    }

    /// Neighbours that can share a transaction do, unless they are a transaction of the script's own.
    private func groups(of units: [Unit]) -> [[Unit]] {
        var groups: [[Unit]] = []
        for unit in units {
            if unit.isAtomic, !unit.standsAlone, let last = groups.last?.last, last.isAtomic, !last.standsAlone {
                groups[groups.count - 1].append(unit)
            } else {
                groups.append([unit])
            }
        }
        return groups
    }

    private mutating func add(_ group: [Unit]) throws(TargetFailure) {
        let parts = group.flatMap(\.parts)
        // One statement is a transaction by itself.
        let needsTransaction = group[0].isAtomic && parts.count > 1
        if needsTransaction { add(beginning) }
        for unit in group {
            if unit.isRepeated { throw Self.refusal(ofRepetition: unit) }
            for part in unit.parts { try add(part, unit.places.first) }
        }
        if needsTransaction { add(ending) }
    }

    /// Left out, it would be missing in a database that looks as if it were there.
    private static func refusal(of step: CompiledStep, _ bridged: BridgedStep) -> TargetFailure {
        TargetFailure(
            cause: .unusableScript,
            message: "revision \(step.revision) runs in Python, by Alembic, which a script cannot do; print what comes "
                + "before it and behind it, and run this revision itself, or write SQL into its file",
            place: bridged.place)
    }

    private static func refusal(ofRepetition unit: Unit) -> TargetFailure {
        let excerpt = unit.places.first.map { $0.excerpt + ": " } ?? ""
        return TargetFailure(
            cause: .unusableScript,
            message: excerpt
                + "is repeated until it touches no row (batch=), which a script cannot do; print what comes "
                + "before it and behind it, and run this revision itself",
            place: unit.places.first)
    }
}

// MARK: Parts of a step

extension ScriptWriter {
    private mutating func announce(_ step: CompiledStep, from rows: [RevisionID]) {
        guard step.hasScript else { return }
        let file = migrations[step.isBaseline ? step.revision.baseline : step.revision]
        let way =
            step.direction == .up
            ? "\(file?.header.parents.words ?? "base") -> \(step.revision)"
            : "\(step.revision) -> \(file?.header.parents.words ?? "base")"
        let verb = step.direction == .up ? "upgrade" : "downgrade"
        let summary = file?.header.summary ?? ""
        add([""])
        let folded = step.isBaseline ? " (in the place of \(file?.header.replaces.count ?? 0) revisions)" : ""
        remark("Running \(verb) \(way)" + (summary.isEmpty ? "" : ", \(summary)") + folded)
    }

    private mutating func require(_ rows: [RevisionID]) {
        let versions = dialect.holdsVersions(rows.map(\.text), in: request)
        let journal = dialect.holdsJournal(request)
        add(
            dialect.scriptRequirement(
                versions + (journal.map { " AND NOT (\($0))" } ?? ""),
                or: "the database is not on \(rows.words)" + (journal == nil ? "" : ", or has a step half applied")))
    }

    private mutating func finish(_ step: CompiledStep) {
        add(movements(of: step))
        if step.changesSession { add(dialect.scriptNames(request)) }
    }

    /// As Alembic writes them; that they meet what they should was made sure of before.
    private func movements(of step: CompiledStep) -> [String] {
        step.versionChanges(request).flatMap { dialect.movements($0, in: request) }.map { $0 + ";" }
    }

    private func limits(of step: CompiledStep) -> [String] {
        dialect.scriptLimits(lock: step.lockTimeout, statement: step.statementTimeout)
    }

    private func limits(after step: CompiledStep) -> [String] {
        dialect.scriptLimits(
            lock: step.lockTimeout.map { _ in settings.lockTimeout },
            statement: step.statementTimeout.map { _ in settings.statementTimeout ?? .zero })
    }

    private mutating func ask(_ questions: [Question]) throws(TargetFailure) {
        for question in questions {
            let first = SQLScript(question.sql, engine: dialect.engine).statements.first?.tokens.first?.text ?? ""
            guard ["select", "with", "values", "table", "("].contains(first),
                let query = String(validating: question.sql, as: UTF8.self)
            else {
                throw TargetFailure(
                    cause: .unusableScript,
                    message: "\(question.place.excerpt): a script can only ask a SELECT", place: question.place)
            }
            add(dialect.scriptLimits(lock: question.lockTimeout, statement: question.statementTimeout))
            // The line break ends a comment that the query may have at its end.
            add(
                dialect.scriptRequirement(
                    "NOT EXISTS (\n\(query)\n)", or: "\"\(question.name)\" returned rows and must return none"))
            add(
                dialect.scriptLimits(
                    lock: question.lockTimeout.map { _ in settings.lockTimeout },
                    statement: question.statementTimeout.map { _ in settings.statementTimeout ?? .zero }))
        }
    }

    private mutating func add(_ part: Batch.Part, _ place: StatementPlace?) throws(TargetFailure) {
        let client = ClientText(engine: dialect.engine)
        switch part {
        case .statements(let bytes): text += try client.script(bytes, place)
        case .copy(let statement, let data): text += client.copy(statement, data)
        }
    }
}

extension Unit {
    fileprivate var parts: [Batch.Part] {
        switch kind {
        case .atomic(let parts), .session(let parts): parts
        case .bare(let part, _, _), .repeated(let part, _): [part]
        }
    }
}

extension [RevisionID] {
    var words: String { isEmpty ? "base" : map(\.text).joined(separator: ", ") }
}
