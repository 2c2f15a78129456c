import FlotillaRevisions
import FlotillaSQL

/// What is found in one file over all engines, and which waivers have been of use.
struct FileVerdict {
    private struct Place: Hashable {
        var line: Int
        var lines: ClosedRange<Int>
        var rule: LintRule.ID
        var severity: LintRule.Severity
        var what: String
        var table: LintFinding.Table?
    }

    private struct SeenWaiver {
        var written: WrittenWaiver
        /// Nil: the whole file, or nothing.
        var serves: ClosedRange<Int>?
        var isFileWide: Bool
        var engines: Set<Engine>
    }

    private let file: RevisionFile
    private var places: [Place: Set<Engine>] = [:]
    /// By line.
    private var waivers: [Int: SeenWaiver] = [:]

    init(_ file: RevisionFile) {
        self.file = file
        for written in WaiverReader.header(of: file) {
            waivers[written.line] = SeenWaiver(
                written: written, serves: nil, isFileWide: true, engines: Set(Engine.allCases))
        }
    }

    mutating func judge(_ scene: Scene, _ section: RevisionSection, by rules: [LintRule]) {
        for (written, serves) in WaiverReader.section(section, on: scene.engine) {
            let engines = section.marker.engines
            waivers[written.line] = SeenWaiver(
                written: written, serves: serves ?? waivers[written.line]?.serves, isFileWide: false,
                engines: engines.isEmpty ? Set(Engine.allCases) : engines)
        }
        for rule in rules where rule.engines.contains(scene.engine) {
            guard scene.direction == .up || rule.looksAtDowngrades else { continue }
            add(rule.check(scene), rule, scene.engine)
        }
    }

    /// Checks and verifications have one rule of their own.
    mutating func judgeChecks(on engine: Engine, by rules: [LintRule]) {
        guard let rule = rules.first(where: { $0.id == LintRule.checkThatWrites.id }) else { return }
        for section in file.checks(for: engine) + file.verifications(for: engine) {
            add(CheckThatWrites.remarks(section, on: engine), rule, engine)
        }
    }

    private mutating func add(_ remarks: [Remark], _ rule: LintRule, _ engine: Engine) {
        for remark in remarks {
            let table = rule.growsWithRows ? remark.table : nil
            let place = Place(
                line: remark.line, lines: remark.lines, rule: rule.id, severity: rule.severity, what: remark.what,
                table: table.map { LintFinding.Table(schema: $0.schema, name: $0.name) })
            places[place, default: []].insert(engine)
        }
    }
}

extension FileVerdict {
    /// In the order of the lines.
    func findings(rules: [LintRule], engines: [Engine]) -> [LintFinding] {
        var used: Set<Int> = []
        var findings: [LintFinding] = []
        for (place, engines) in places {
            let waiver = waiver(for: place)
            if let waiver { used.insert(waiver.line) }
            findings.append(
                finding(
                    place.rule, place.severity, place.line, engines.sorted(), place.what, place.table, waiver: waiver))
        }
        findings += complaintsAboutWaivers(used, rules, Set(engines))
        return findings.sorted { ($0.line, $0.rule, $0.what) < ($1.line, $1.rule, $1.what) }
    }

    private func finding(
        _ rule: LintRule.ID, _ severity: LintRule.Severity, _ line: Int, _ engines: [Engine], _ what: String,
        _ table: LintFinding.Table? = nil, waiver: Waiver? = nil
    ) -> LintFinding {
        LintFinding(
            rule: rule, severity: severity, revision: file.header.id, path: file.path, line: line, engines: engines,
            what: what, table: table, waiver: waiver)
    }

    private func waiver(for place: Place) -> Waiver? {
        for (_, seen) in waivers.sorted(by: { $0.key < $1.key }) {
            guard case .waiver(let waiver) = seen.written, waiver.rules.contains(place.rule) else { continue }
            if seen.isFileWide || seen.serves.map({ $0.overlaps(place.lines) }) ?? false { return waiver }
        }
        return nil
    }

    private func complaintsAboutWaivers(
        _ used: Set<Int>, _ rules: [LintRule], _ engines: Set<Engine>
    ) -> [LintFinding] {
        waivers.values.flatMap { seen -> [LintFinding?] in
            switch seen.written {
            case .malformed(let line, let text):
                return [complaint(.malformedWaiver, rules, line, "'\(text)' is not: ignore RULE REASON")]
            case .withoutReason(let line, let ids):
                return [complaint(.waiverWithoutReason, rules, line, "gives no reason for \(Self.list(ids))")]
            case .waiver(let waiver):
                let unknown = waiver.rules.filter { LintRule.named($0) == nil }
                if !unknown.isEmpty {
                    return [complaint(.malformedWaiver, rules, waiver.line, "there is no rule \(Self.list(unknown))")]
                }
                guard !used.contains(waiver.line), couldHaveServed(waiver, seen, rules, engines) else { return [] }
                return [
                    complaint(.unusedWaiver, rules, waiver.line, "\(Self.list(waiver.rules)) finds nothing here")
                ]
            }
        }.compactMap { $0 }
    }

    /// Not when rules or engines were left out that it may be for.
    private func couldHaveServed(
        _ waiver: Waiver, _ seen: SeenWaiver, _ rules: [LintRule], _ engines: Set<Engine>
    ) -> Bool {
        waiver.rules.allSatisfy { id in
            guard let rule = rules.first(where: { $0.id == id }) else { return false }
            return rule.engines.intersection(seen.engines).isSubset(of: engines)
        }
    }

    private func complaint(_ rule: LintRule, _ rules: [LintRule], _ line: Int, _ what: String) -> LintFinding? {
        guard rules.contains(where: { $0.id == rule.id }) else { return nil }
        return finding(rule.id, rule.severity, line, [], what)
    }

    private static func list(_ ids: [LintRule.ID]) -> String { ids.map(\.text).joined(separator: ", ") }
}

extension WrittenWaiver {
    var line: Int {
        switch self {
        case .waiver(let waiver): waiver.line
        case .withoutReason(let line, _), .malformed(let line, _): line
        }
    }
}
