import FlotillaRevisions
import FlotillaSQL

/// What is found in one file over all engines, and which waivers have been of use.
struct FileVerdict {
    private struct Place: Hashable {
        var path: String
        var line: Int
        var lines: ClosedRange<Int>
        var rule: LintRule.ID
        var severity: LintRule.Severity
        var what: String
        var table: LintFinding.Table?
    }

    /// Where a waiver stands.
    private struct Spot: Hashable, Comparable {
        var path: String
        var line: Int

        static func < (left: Spot, right: Spot) -> Bool { (left.path, left.line) < (right.path, right.line) }
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
    private var waivers: [Spot: SeenWaiver] = [:]

    init(_ file: RevisionFile) {
        self.file = file
        for written in WaiverReader.header(of: file) {
            waivers[Spot(path: file.path, line: written.line)] = SeenWaiver(
                written: written, serves: nil, isFileWide: true, engines: Set(Engine.allCases))
        }
    }

    mutating func judge(_ scene: Scene, _ section: RevisionSection, by rules: [LintRule]) {
        for (written, serves) in WaiverReader.section(section, on: scene.engine) {
            let engines = section.marker.engines
            let spot = Spot(path: section.path ?? file.path, line: written.line)
            waivers[spot] = SeenWaiver(
                written: written, serves: serves ?? waivers[spot]?.serves, isFileWide: false,
                engines: engines.isEmpty ? Set(Engine.allCases) : engines)
        }
        for rule in rules where rule.engines.contains(scene.engine) {
            guard scene.direction == .up || rule.looksAtDowngrades else { continue }
            add(rule.check(scene), rule, scene.engine, in: section)
        }
    }

    /// Checks and verifications have one rule of their own.
    mutating func judgeChecks(on engine: Engine, by rules: [LintRule]) {
        guard let rule = rules.first(where: { $0.id == LintRule.checkThatWrites.id }) else { return }
        for section in file.checks(for: engine) + file.verifications(for: engine) {
            add(CheckThatWrites.remarks(section, on: engine), rule, engine, in: section)
        }
    }

    private mutating func add(_ remarks: [Remark], _ rule: LintRule, _ engine: Engine, in section: RevisionSection) {
        for remark in remarks {
            let table = rule.growsWithRows ? remark.table : nil
            let place = Place(
                path: section.path ?? file.path, line: max(1, remark.line), lines: remark.lines, rule: rule.id,
                severity: rule.severity, what: remark.what,
                table: table.map { LintFinding.Table(schema: $0.schema, name: $0.name) })
            places[place, default: []].insert(engine)
        }
    }
}

extension FileVerdict {
    /// In the order of the lines.
    func findings(rules: [LintRule], engines: [Engine]) -> [LintFinding] {
        var used: [Spot: Set<LintRule.ID>] = [:]
        var findings: [LintFinding] = []
        for (place, engines) in places {
            let waiver = waiver(for: place)
            if let waiver { used[waiver.spot, default: []].insert(place.rule) }
            findings.append(
                LintFinding(
                    rule: place.rule, severity: place.severity, revision: file.header.id, path: place.path,
                    line: place.line, engines: engines.sorted(), what: place.what, table: place.table,
                    waiver: waiver?.waiver))
        }
        findings += complaintsAboutWaivers(used, rules, Set(engines))
        return findings.sorted {
            ($0.path != file.path ? 1 : 0, $0.line, $0.rule, $0.what)
                < ($1.path != file.path ? 1 : 0, $1.line, $1.rule, $1.what)
        }
    }

    private func waiver(for place: Place) -> (waiver: Waiver, spot: Spot)? {
        for (spot, seen) in waivers.sorted(by: { $0.key < $1.key }) {
            guard case .waiver(let waiver) = seen.written, waiver.rules.contains(place.rule) else { continue }
            let serves = spot.path == place.path && seen.serves.map { $0.overlaps(place.lines) } ?? false
            if seen.isFileWide || serves { return (waiver, spot) }
        }
        return nil
    }

    private func complaintsAboutWaivers(
        _ used: [Spot: Set<LintRule.ID>], _ rules: [LintRule], _ engines: Set<Engine>
    ) -> [LintFinding] {
        waivers.flatMap { spot, seen -> [LintFinding?] in
            switch seen.written {
            case .malformed(_, let text):
                return [complaint(.malformedWaiver, rules, spot, "'\(text)' is not: ignore RULE REASON")]
            case .withoutReason(_, let ids):
                return [complaint(.waiverWithoutReason, rules, spot, "gives no reason for \(Self.list(ids))")]
            case .waiver(let waiver):
                let unknown = waiver.rules.filter { LintRule.named($0) == nil }
                if !unknown.isEmpty {
                    return [complaint(.malformedWaiver, rules, spot, "there is no rule \(Self.list(unknown))")]
                }
                let unused = waiver.rules.filter { id in
                    !(used[spot]?.contains(id) ?? false) && couldHaveServed(id, seen, rules, engines)
                }
                guard !unused.isEmpty else { return [] }
                let verb = unused.count == 1 ? "finds" : "find"
                return [complaint(.unusedWaiver, rules, spot, "\(Self.list(unused)) \(verb) nothing here")]
            }
        }.compactMap { $0 }
    }

    /// Not when the rule, or engines that it may be for, were left out.
    private func couldHaveServed(
        _ id: LintRule.ID, _ seen: SeenWaiver, _ rules: [LintRule], _ engines: Set<Engine>
    ) -> Bool {
        guard let rule = rules.first(where: { $0.id == id }) else { return false }
        return rule.engines.intersection(seen.engines).isSubset(of: engines)
    }

    private func complaint(_ rule: LintRule, _ rules: [LintRule], _ spot: Spot, _ what: String) -> LintFinding? {
        guard rules.contains(where: { $0.id == rule.id }) else { return nil }
        return LintFinding(
            rule: rule.id, severity: rule.severity, revision: file.header.id, path: spot.path, line: spot.line,
            engines: [], what: what, table: nil, waiver: nil)
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
