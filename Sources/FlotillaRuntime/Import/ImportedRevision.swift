import FlotillaRevisions
import FlotillaSQL

/// A revision of Alembic's as a file of ours.
public struct ImportedRevision: Sendable, Hashable {
    public var header: RevisionHeader
    /// The file that it was made from; absolute.
    public var source: String
    /// How each direction is run on each engine.
    public var ways: [StepDirection: [Engine: ImportedWay]]
    /// The file as it is written.
    public var bytes: [UInt8]

    /// Some direction runs in Python on some engine.
    public var needsAlembic: Bool { ways.values.contains { $0.values.contains { $0.refusal != nil } } }
}

/// How one direction of a revision is run on one engine.
public enum ImportedWay: Sendable, Hashable {
    case nothing
    case schema
    /// Rows are changed, too, or may be.
    case data
    case irreversible(reason: String)
    /// By the project's own Alembic, because SQL could not be had.
    case alembic(AlembicWay.Refusal)

    public var refusal: AlembicWay.Refusal? { if case .alembic(let refusal) = self { refusal } else { nil } }
}

extension ImportedRevision {
    /// Decides how each direction is run, and writes that down.
    ///
    /// - Throws: names that no header can hold.
    public init(_ revision: AlembicRevision) throws(RevisionFileError) {
        var drafts: [SectionDraft] = []
        var refused: [(direction: StepDirection, refusal: AlembicWay.Refusal)] = []
        ways = [:]
        for direction in StepDirection.allCases {
            let checked = revision.checkedWays(direction)
            ways[direction] = checked.mapValues { $0.kind }
            drafts += Self.sections(checked.mapValues(\.way), direction)
            let refusals = checked.sorted { $0.key < $1.key }.compactMap { $0.value.way.refusal }
            if let first = refusals.first { refused.append((direction, first)) }
        }
        let header = try revision.header.writable(revision.path)
        let file = try RevisionFile(path: revision.path, header: header, sections: drafts.spaced(refused.isEmpty))
        self.header = header
        source = revision.path
        bytes = file.bytes + Self.markers(refused)
    }

    /// Engines with the same outcome share their sections; where all have the same, no engine is named.
    private static func sections(_ ways: [Engine: AlembicWay], _ direction: StepDirection) -> [SectionDraft] {
        var groups: [(way: AlembicWay, engines: Set<Engine>)] = []
        for (engine, way) in ways.sorted(by: { $0.key < $1.key }) where way.refusal == nil {
            if let same = groups.firstIndex(where: { $0.way == way }) {
                groups[same].engines.insert(engine)
            } else {
                groups.append((way, [engine]))
            }
        }
        let isShared = groups.first?.engines.count == ways.count
        return groups.flatMap { $0.way.sections(direction, isShared ? [] : $0.engines) }
    }

    /// The lines that hand a direction over, each with the reason, for whoever replaces it by SQL.
    private static func markers(_ refused: [(direction: StepDirection, refusal: AlembicWay.Refusal)]) -> [UInt8] {
        let lines = refused.map { direction, refusal in
            let name = refusal.path.split(separator: "/").last.map(String.init) ?? refusal.path
            let words = "\(name):\(refusal.line): \(refusal.words)".split(whereSeparator: \.isNewline)
            return
                "-- flotilla:alembic \(direction == .up ? "upgrade" : "downgrade") -- \(words.joined(separator: " "))\n"
        }
        return Array(lines.joined(separator: "\n").utf8)
    }
}

extension AlembicWay {
    fileprivate var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }

    /// Without the sections' last blank lines.
    fileprivate func sections(_ direction: StepDirection, _ engines: Set<Engine>) -> [SectionDraft] {
        let kind: SectionKind = direction == .up ? .upgrade : .downgrade
        switch self {
        case .refused: return []
        case .irreversible(let reason):
            let words = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
            return [SectionDraft(SectionMarker(.irreversible(reason: words), engines: engines), body: [])]
        case .sql(let parts):
            // An empty section says that there is nothing to do; none would say that somebody forgot it.
            let shown = parts.isEmpty ? [Part(runsAlone: false, statements: [])] : parts
            return shown.map { part in
                let options = SectionOptions(transaction: part.runsAlone ? .none : .default)
                let text = part.statements.map { $0 + "\n" }.joined(separator: "\n")
                return SectionDraft(SectionMarker(kind, engines: engines, options: options), body: Array(text.utf8))
            }
        }
    }
}

extension [SectionDraft] {
    /// A blank line before each further marker.
    fileprivate func spaced(_ isAll: Bool) -> [SectionDraft] {
        enumerated().map { index, draft in
            let isLast = isAll && index + 1 == count
            return SectionDraft(draft.marker, body: draft.body + (isLast ? [] : [UInt8(ascii: "\n")]))
        }
    }
}

extension RevisionHeader {
    /// With as much of the message as a header can hold: a line of it may look like a field.
    fileprivate func writable(_ path: String) throws(RevisionFileError) -> RevisionHeader {
        var refusal: RevisionFileError?
        for words in [message, summary, ""] {
            let header = RevisionHeader(
                id: id, parents: parents, dependencies: dependencies, labels: labels, createDate: createDate,
                message: words)
            do throws(RevisionFileError) {
                _ = try RevisionFile(path: path, header: header, sections: [])
                return header
            } catch {
                refusal = refusal ?? error
            }
        }
        throw refusal ?? RevisionFileError(path: path, line: 1, column: 1, problem: .notWritable)
    }
}

// MARK: What can be run

extension AlembicRevision {
    fileprivate typealias Checked = (way: AlembicWay, kind: ImportedWay)

    /// SQL that we would refuse to run is refused here, so that Alembic runs it.
    fileprivate func checkedWays(_ direction: StepDirection) -> [Engine: Checked] {
        var checked: [Engine: Checked] = [:]
        for (engine, way) in ways[direction] ?? [:] {
            switch way {
            case .irreversible(let reason): checked[engine] = (way, .irreversible(reason: reason))
            case .refused(let refusal): checked[engine] = (way, .alembic(refusal))
            case .sql: checked[engine] = compiled(way, direction, engine)
            }
        }
        return checked
    }

    private func compiled(_ way: AlembicWay, _ direction: StepDirection, _ engine: Engine) -> Checked {
        let sections: [RevisionSection]
        do throws(RevisionFileError) {
            let plain = RevisionHeader(id: header.id, parents: header.parents)
            let drafts = way.sections(direction, []).spaced(true)
            let file = try RevisionFile(path: path, header: plain, sections: drafts)
            sections = file.sections
            let compiler = StepCompiler(file: file, engine: engine, options: SQLOptions())
            do throws(TargetFailure) { _ = try compiler.body(of: sections) } catch {
                return refused(error.message)
            }
        } catch {
            return refused("its SQL holds a line that would be taken for a marker")
        }
        let statements = sections.flatMap { SQLScript($0.body, engine: engine, options: SQLOptions()).statements }
        let changesRows = statements.contains { $0.traits.writesRows && !$0.bytes.starts(with: Self.typeGuard) }
        return (way, statements.isEmpty ? .nothing : changesRows ? .data : .schema)
    }

    private func refused(_ words: String) -> Checked {
        let refusal = AlembicWay.Refusal(words: words, path: path, line: 1)
        return (.refused(refusal), .alembic(refusal))
    }

    /// How the program writes a type that may be there already.
    private static let typeGuard = Array("DO $guard$".utf8)
}
