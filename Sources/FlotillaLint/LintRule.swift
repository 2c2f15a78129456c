import FlotillaRevisions
import FlotillaSQL

/// One thing that a revision should not do, why, and what to do instead.
///
/// A rule decides by the text of the statements alone, with what the revisions before have said of tables. It never looks
/// at a database: what it cannot tell from text it does not claim.
public struct LintRule: Sendable {
    /// In words with hyphens, as people write it in waivers: `index-without-concurrently`.
    public struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
        public let text: String

        public init(_ text: String) { self.text = text }

        public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

        public var description: String { text }
    }

    public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
        /// Worth knowing; nothing breaks.
        case info
        /// May hurt, depending on size, load or what applications do.
        case warning
        /// Fails, blocks the target's users, breaks applications that run now, or loses rows.
        case error

        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    public let id: ID
    public let severity: Severity
    public let engines: Set<Engine>
    /// Whether it looks at downgrades too. What takes back an upgrade may drop what that made.
    public let looksAtDowngrades: Bool
    /// The more rows the table has, the longer somebody waits: a scan, a rewrite, an index to be built.
    public let growsWithRows: Bool
    /// The harm, in one or two sentences.
    public let prevents: String
    /// What to write instead.
    public let recipe: String
    let check: @Sendable (Scene) -> [Remark]

    init(
        _ id: String, _ severity: Severity, _ engines: Set<Engine> = Set(Engine.allCases), downgrades: Bool = true,
        growsWithRows: Bool = false, prevents: String, recipe: String, check: @escaping @Sendable (Scene) -> [Remark]
    ) {
        self.id = ID(id)
        self.severity = severity
        self.engines = engines
        looksAtDowngrades = downgrades
        self.growsWithRows = growsWithRows
        self.prevents = prevents
        self.recipe = recipe
        self.check = check
    }

    /// A rule that looks at one statement at a time: nil, or what the statement does.
    static func each(
        _ id: String, _ severity: Severity, _ engines: Set<Engine> = Set(Engine.allCases), downgrades: Bool = true,
        growsWithRows: Bool = false, prevents: String, recipe: String,
        check: @escaping @Sendable (Act, Scene) -> String?
    ) -> LintRule {
        LintRule(
            id, severity, engines, downgrades: downgrades, growsWithRows: growsWithRows, prevents: prevents,
            recipe: recipe
        ) { scene in
            scene.acts.compactMap { act in check(act, scene).map { Remark(act, $0) } }
        }
    }

    /// A rule that looks at one part of an `ALTER TABLE` at a time, on tables that are older than the section.
    static func eachAction(
        _ id: String, _ severity: Severity, _ engines: Set<Engine> = Set(Engine.allCases), downgrades: Bool = true,
        growsWithRows: Bool = false, prevents: String, recipe: String,
        check: @escaping @Sendable (TableAction.Kind, Alteration) -> String?
    ) -> LintRule {
        LintRule(
            id, severity, engines, downgrades: downgrades, growsWithRows: growsWithRows, prevents: prevents,
            recipe: recipe
        ) { scene in
            scene.alterations.compactMap { alteration in
                check(alteration.action.kind, alteration).map {
                    Remark(alteration.act, token: alteration.action.range.lowerBound, $0)
                }
            }
        }
    }
}

extension LintRule {
    /// A rule that looks at one new column at a time, in new tables and in old ones.
    static func eachColumn(
        _ id: String, _ severity: Severity, _ engines: Set<Engine>, prevents: String, recipe: String,
        check: @escaping @Sendable (ColumnDefinition) -> String?
    ) -> LintRule {
        LintRule(id, severity, engines, downgrades: false, prevents: prevents, recipe: recipe) { scene in
            scene.newColumns.compactMap { new in
                check(new.column).map {
                    Remark(new.act, token: new.column.range.lowerBound, "\(new.table).\(new.column.name) \($0)")
                }
            }
        }
    }
}

/// What a rule says of a place.
struct Remark: Sendable {
    /// In the file, from 1.
    var line: Int
    /// The lines of the statement, for waivers.
    var lines: ClosedRange<Int>
    var what: String
    /// What the statement is about, where others may have put rows into it.
    var table: ObjectName?

    init(_ act: Act, token: Int? = nil, _ what: String) {
        line = token.map { act.line(ofToken: $0) } ?? act.lines.lowerBound
        lines = act.lines
        self.what = what
        table = act.oldTable
    }

    init(line: Int, _ what: String) {
        self.line = line
        lines = line...line
        self.what = what
    }
}
