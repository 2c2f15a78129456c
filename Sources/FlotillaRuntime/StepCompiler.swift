import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// Turns a section of a revision file into what is sent to one engine, or refuses it before anything is touched.
struct StepCompiler {
    let file: RevisionFile
    let engine: Engine
    let options: SQLOptions
    var variables = SQLVariables()

    func body(of written: [RevisionSection]) throws(TargetFailure) -> CompiledStep.Body {
        try refuseOtherTimeouts(written)
        var sections: [RevisionSection] = []
        for section in written { sections.append(try filledIn(section).fitted(to: engine, options: options)) }
        if sections.count == 1, let section = sections.first, sharesTransaction(section) {
            let script = try script(of: section)
            try refuseWhatNeedsNoTransaction(script, section)
            return .transactional(text(of: script, section))
        }
        var drafts: [Draft] = []
        for section in sections { drafts += try self.drafts(of: section, try script(of: section)) }
        return .journalled(numbered(drafts))
    }

    private func script(of section: RevisionSection) throws(TargetFailure) -> SQLScript {
        let script = SQLScript(section.body, engine: engine, options: options)
        if let problem = script.problems.first {
            throw refusal(problem.explanation, line: (section.line + 1) + problem.position.line - 1, in: section)
        }
        try refuseUnbearable(script, section)
        return script
    }

    /// With the change of the version table, where it is the only section.
    private func sharesTransaction(_ section: RevisionSection) -> Bool {
        engine != .mysql && section.marker.options.batch == nil && section.marker.options.transaction == .default
    }

    private func drafts(of section: RevisionSection, _ script: SQLScript) throws(TargetFailure) -> [Draft] {
        if let batch = section.marker.options.batch { return try repeated(script, section, batch) }
        switch section.marker.options.transaction {
        case .script: return try unitsOfScript(script, section)
        case .none: return try units(script, section)
        case .default:
            guard engine != .mysql else { return try units(script, section) }
            try refuseWhatNeedsNoTransaction(script, section)
            return whole(script, section)
        }
    }

    /// The timeouts of a step hold for all of it.
    private func refuseOtherTimeouts(_ sections: [RevisionSection]) throws(TargetFailure) {
        guard let first = sections.first?.marker.options else { return }
        for section in sections.dropFirst() {
            let options = section.marker.options
            guard options.lockTimeout != first.lockTimeout || options.statementTimeout != first.statementTimeout else {
                continue
            }
            throw refusal("the sections of one step need the same timeouts", line: section.line, in: section)
        }
    }

    func changesSession(_ sections: [RevisionSection]) -> Bool {
        statements(of: sections).contains { $0.traits.changesSession }
    }

    /// PostgreSQL takes a new value of an enumeration in a transaction, and refuses its use there (error 55P04).
    func addsEnumValue(_ sections: [RevisionSection]) -> Bool {
        statements(of: sections).contains { $0.traits.addsEnumValue }
    }

    private func statements(of sections: [RevisionSection]) -> [SQLStatement] {
        sections.flatMap { section in
            SQLScript((try? filledIn(section))?.body ?? section.body, engine: engine, options: options).statements
        }
    }

    func sections(_ direction: StepDirection) throws(TargetFailure) -> [RevisionSection] {
        do {
            return try file.sections(for: direction, on: engine)
        } catch {
            if let reason = error.irreversibleReason {
                throw refusal(
                    "revision \(error.revision) cannot be taken back: \(reason)", line: 1, cause: .irreversible)
            }
            throw refusal("revision \(error.revision) has \(file.missing(direction, on: engine))", line: 1)
        }
    }

    func questions(_ sections: [RevisionSection]) throws(TargetFailure) -> [Question] {
        var questions: [Question] = []
        for section in sections {
            let section = try filledIn(section)
            let script = SQLScript(section.body, engine: engine, options: options)
            if let problem = script.problems.first {
                throw refusal(problem.explanation, line: (section.line + 1) + problem.position.line - 1)
            }
            guard !script.statements.isEmpty else {
                throw refusal("\"\(section.marker.kind.name)\" asks nothing: write a query", line: section.line)
            }
            for (index, statement) in script.statements.enumerated() {
                let place = place(statement, index, section)
                guard statement.traits.isQuery, !statement.traits.writesRows else {
                    throw refusal("\(statement.excerpt): only a query can be a check", line: place.line)
                }
                let options = section.marker.options
                questions.append(
                    Question(
                        name: section.marker.kind.name, sql: statement.bytes, place: place,
                        lockTimeout: options.lockTimeout, statementTimeout: options.statementTimeout))
            }
        }
        return questions
    }
}

// MARK: With a transaction

extension StepCompiler {
    private func refuseWhatNeedsNoTransaction(_ script: SQLScript, _ section: RevisionSection) throws(TargetFailure) {
        for (index, statement) in script.statements.enumerated() {
            let line = place(statement, index, section).line
            if let control = statement.traits.transactionControl, control.endsOrBeginsTransaction {
                throw refusal(
                    "\(statement.excerpt): the step runs in a transaction of Flotilla's, together with the version; "
                        + "take the statement out, or mark the section transaction=script",
                    line: line, in: section)
            }
            if statement.traits.needsNoTransaction, !section.lets(statement) {
                throw refusal(
                    "\(statement.excerpt): cannot run inside a transaction; \(section.format.waysOutOfTransaction)",
                    line: line, in: section)
            }
        }
    }

    /// The script goes to the server whole: its own reading of the text decides, ours only counts.
    private func text(of script: SQLScript, _ section: RevisionSection) -> ScriptText {
        let places = script.statements.enumerated().map { place($1, $0, section) }
        let mustSplit =
            script.changesStringSyntax || script.pieces.contains { $0.kind == .clientCommand || $0.kind == .copyData }
        guard mustSplit else {
            return ScriptText(
                parts: places.isEmpty ? [] : [.statements(script.bytes)], places: places, firstLine: section.line + 1)
        }
        return ScriptText(
            parts: script.statements.map { part($0, of: script) }, places: places,
            goesPiecemeal: script.changesStringSyntax, firstLine: section.line + 1)
    }

    private func part(_ statement: SQLStatement, of script: SQLScript) -> Batch.Part {
        guard let data = statement.copyData else { return .statements(statement.bytes) }
        return .copy(statement: statement.bytes, data: Array(script.bytes[data]))
    }
}

// MARK: Without

extension StepCompiler {
    /// Everything in one transaction, in a step that has others.
    private func whole(_ script: SQLScript, _ section: RevisionSection) -> [Draft] {
        guard !script.statements.isEmpty else { return [] }
        var unit = Unit(
            kind: .atomic(script.statements.map { part($0, of: script) }),
            places: script.statements.enumerated().map { place($1, $0, section) })
        unit.standsAlone = true
        return [Draft(unit: unit, bytes: script.bytes)]
    }

    private func units(_ script: SQLScript, _ section: RevisionSection) throws(TargetFailure) -> [Draft] {
        var drafts: [Draft] = []
        for (index, statement) in script.statements.enumerated() {
            let place = place(statement, index, section)
            if let control = statement.traits.transactionControl, control.endsOrBeginsTransaction {
                throw refusal(
                    "\(statement.excerpt): begins or ends a transaction; mark the section transaction=script",
                    at: place)
            }
            drafts.append(try draft(statement, place, of: script))
        }
        return drafts
    }

    private struct Draft {
        var unit: Unit
        var bytes: [UInt8]
    }

    private func draft(
        _ statement: SQLStatement, _ place: StatementPlace, of script: SQLScript
    ) throws(TargetFailure) -> Draft {
        let traits = statement.traits
        let part = part(statement, of: script)
        let kind: Unit.Kind
        if traits.needsNoTransaction && !traits.changesSession || traits.mayCommit(statement.bytes, engine)
            || engine == .mysql && traits.implicitlyCommits
        {
            let effects = statement.catalogueEffect
            guard !effects.isConcurrent || !effects.facts.isEmpty else {
                throw refusal(
                    "\(statement.excerpt): when it fails it leaves an invalid index, which nobody could find again "
                        + "without a name; give the index one",
                    at: place)
            }
            kind = .bare(part, effects: effects, failsWhole: !traits.runsRoutine)
        } else if traits.changesSession {
            kind = .session([part])
        } else {
            // A query too: the functions it calls may write.
            kind = .atomic([part])
        }
        var unit = Unit(kind: kind, places: [place])
        unit.standsAlone = traits.validatesConstraint
        unit.movesNames = traits.changesSession && statement.bytes.movesNames
        unit.keepsRowsInSession = traits.keepsRowsInSession(statement.bytes, engine)
        unit.choosesStorageEngine = engine == .mysql && statement.bytes.choosesStorageEngine
        return Draft(unit: unit, bytes: statement.bytes + (statement.copyData.map { script.bytes[$0] } ?? []))
    }

    /// A script with transactions of its own: each of them is a unit, with our record put before its end.
    private func unitsOfScript(_ script: SQLScript, _ section: RevisionSection) throws(TargetFailure) -> [Draft] {
        var drafts: [Draft] = []
        var open: Draft?
        for (index, statement) in script.statements.enumerated() {
            let place = place(statement, index, section)
            switch statement.traits.transactionControl {
            case .begin where open == nil:
                open = Draft(unit: Unit(kind: .atomic([]), places: []), bytes: [])
            case .commit where open != nil:
                if let whole = open, !whole.unit.places.isEmpty { drafts.append(whole) }
                open = nil
            case .begin, .commit, .rollback, .prepareTransaction, .commitPrepared, .rollbackPrepared, .autocommit,
                .distributed:
                throw refusal("\(statement.excerpt): does not fit the transactions of this script", at: place)
            case .savepoint, .release, .rollbackTo, nil:
                guard case .atomic(let parts)? = open?.unit.kind else {
                    drafts.append(try draft(statement, place, of: script))
                    continue
                }
                try refuseWhatCommits(statement, place)
                open?.unit.kind = .atomic(parts + [part(statement, of: script)])
                open?.unit.places.append(place)
                open?.bytes += [UInt8(ascii: ";")] + statement.bytes
            }
        }
        guard open == nil else {
            throw refusal(
                "the script begins a transaction and does not end it", line: max(1, section.line), in: section)
        }
        for index in drafts.indices { drafts[index].unit.standsAlone = true }
        return drafts
    }

    private func repeated(
        _ script: SQLScript, _ section: RevisionSection, _ batch: RowBatch
    ) throws(TargetFailure) -> [Draft] {
        var drafts: [Draft] = []
        for (index, statement) in script.statements.enumerated() {
            let place = place(statement, index, section)
            guard statement.traits.writesRows else {
                throw refusal(
                    "\(statement.excerpt): only a change of rows can be repeated until it touches none",
                    line: place.line)
            }
            let bytes = statement.bytes.replacingParameter(":batch", with: String(batch.rows))
            let kind = Unit.Kind.repeated(.statements(bytes), pause: batch.pause)
            drafts.append(Draft(unit: Unit(kind: kind, places: [place]), bytes: bytes))
        }
        return drafts
    }

    /// Each prefix is digested from the one before it, so that a thousand statements are read once and not a thousand
    /// times.
    private func numbered(_ drafts: [Draft]) -> [Unit] {
        var prefix = Digest.sha256([]).description
        return drafts.map { draft in
            var unit = draft.unit
            unit.digest = Digest.sha256(draft.bytes).description
            unit.prefixDigest = prefix
            prefix = Digest.sha256(Array((prefix + unit.digest).utf8)).description
            return unit
        }
    }
}

// MARK: Places and words

extension StepCompiler {
    func place(_ statement: SQLStatement, _ index: Int, _ section: RevisionSection) -> StatementPlace {
        StatementPlace(
            revision: file.header.id, file: section.path ?? file.path,
            line: (section.line + 1) + statement.line - 1,
            statement: index + 1,
            excerpt: section.mayHoldVariables ? statement.excerptWithoutLiterals : statement.excerpt)
    }

    func refusal(_ message: String, at place: StatementPlace) -> TargetFailure {
        TargetFailure(
            cause: .unusableScript, message: message,
            place: StatementPlace(
                revision: file.header.id, file: place.file, line: place.line, statement: 0, excerpt: ""))
    }

    func refusal(
        _ message: String, line: Int, in section: RevisionSection? = nil, cause: FailureCause = .unusableScript
    ) -> TargetFailure {
        TargetFailure(
            cause: cause, message: message,
            place: StatementPlace(
                revision: file.header.id, file: section?.path ?? file.path, line: line, statement: 0, excerpt: ""))
    }
}

extension SectionKind {
    var name: String {
        switch self {
        case .check(let name), .verify(.some(let name)): name
        case .upgrade, .downgrade, .irreversible, .alembic, .verify(.none): "verify"
        }
    }
}
