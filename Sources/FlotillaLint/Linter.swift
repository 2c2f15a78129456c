import FlotillaRevisions
import FlotillaSQL

/// Holds revisions against rules.
///
/// All revisions are read, oldest first, because what an earlier one made decides what a later one may do; only those
/// asked for are judged.
public struct Linter: Sendable {
    private let rules: [LintRule]
    private let engines: [Engine]
    private let settings: LintSettings

    public init(rules: [LintRule] = LintRule.all, engines: Set<Engine>, settings: LintSettings = LintSettings()) {
        self.rules = rules
        self.engines = engines.sorted()
        self.settings = settings
    }

    /// Linear in the size of the files.
    public func lint(_ migrations: Migrations, _ revisions: Set<RevisionID>) -> LintReport {
        var collected: [RevisionID: FileVerdict] = [:]
        var statements = 0
        for engine in engines {
            var known = KnownTables()
            for id in migrations.graph.ids {
                guard let file = migrations[id] else { continue }
                let scenes = scenes(of: file, on: engine, after: &known)
                guard revisions.contains(id) else { continue }
                statements += scenes.reduce(0) { $0 + $1.scene.acts.count }
                var verdict = collected[id] ?? FileVerdict(file)
                for scene in scenes { verdict.judge(scene.scene, scene.section, by: rules) }
                verdict.judgeChecks(on: engine, by: rules)
                collected[id] = verdict
            }
        }
        let judged = migrations.graph.ids.filter(revisions.contains).compactMap { collected[$0] }
        return LintReport(
            findings: judged.flatMap { $0.findings(rules: rules, engines: engines) }, files: judged.count,
            statements: statements, engines: engines, format: migrations.format)
    }

    private func scenes(
        of file: RevisionFile, on engine: Engine, after known: inout KnownTables
    ) -> [(section: RevisionSection, scene: Scene)] {
        var scenes: [(RevisionSection, Scene)] = []
        for section in file.upgradeSections(for: engine) {
            let scene = Scene(section, .up, on: engine, of: file, known: &known, settings: settings)
            scenes.append((section, scene))
        }
        // What a downgrade leaves is nobody's beginning.
        var unused = known
        for section in file.downgradeSections(for: engine) {
            let scene = Scene(section, .down, on: engine, of: file, known: &unused, settings: settings)
            scenes.append((section, scene))
        }
        return scenes
    }
}
