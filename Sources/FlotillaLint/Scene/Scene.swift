import FlotillaRevisions
import FlotillaSQL

/// A section as one engine runs it.
struct Scene: Sendable {
    let engine: Engine
    let direction: StepDirection
    let options: SectionOptions
    /// The section is for every engine that has none of its own.
    let isShared: Bool
    /// The line of the marker.
    let line: Int
    let acts: [Act]
    let problems: [SQLProblem]
    /// The words of the file's checks for this engine: what is asked before the first write.
    let checkedWords: Set<String>
    let settings: LintSettings
    /// Of an upgrade: what there is to take it back.
    let wayBack: WayBack

    enum WayBack: Sendable {
        case missing
        /// A section without a statement, in this line.
        case empty(line: Int)
        case written, irreversible
    }

    /// - Parameter known: the tables as everything before has left them; then as the section leaves them.
    init(
        _ written: RevisionSection, _ direction: StepDirection, on engine: Engine, of file: RevisionFile,
        known: inout KnownTables, settings: LintSettings
    ) {
        let section = written.fitted(to: engine)
        self.engine = engine
        self.direction = direction
        self.settings = settings
        options = section.marker.options
        wayBack = WayBack(file, engine)
        isShared = section.marker.engines.isEmpty
        line = section.line
        let script = SQLScript(section.body, engine: engine)
        problems = script.problems
        checkedWords = file.checks(for: engine).reduce(into: []) { words, check in
            for statement in SQLScript(check.body, engine: engine).statements { words.formUnion(statement.words) }
        }
        known.settle()
        var transactions = TransactionCounter(section.marker.options, engine: engine)
        var acts: [Act] = []
        for statement in script.statements {
            let act = Act(
                statement, firstLine: section.line + statement.line,
                transaction: transactions.transaction(of: statement), before: known)
            known.follow(act)
            acts.append(act)
        }
        self.acts = acts
        after = known.named(in: acts.lazy.flatMap(\.tokens), on: engine)
    }

    /// The tables that the section names, as it leaves them.
    let after: KnownTables

    /// Flotilla puts a transaction around the section.
    var isTransactional: Bool { TransactionCounter.wraps(options, engine: engine) }

    /// Every part of every `ALTER TABLE` on a table that is older than the section.
    var alterations: [Alteration] {
        acts.flatMap { act -> [Alteration] in
            guard case .alterTable(let table, let actions) = act.form, act.isOld(table) else { return [] }
            return actions.map { Alteration(act: act, table: table, action: $0, scene: self) }
        }
    }

    /// The statements of each transaction, in order.
    var transactions: [[Act]] {
        Dictionary(grouping: acts.filter { $0.transaction != nil }) { $0.transaction ?? 0 }
            .sorted { $0.key < $1.key }.map(\.value)
    }
}

/// What the fleet's settings say that rules ask for.
public struct LintSettings: Sendable, Hashable {
    /// How long the runner lets a statement wait for a lock where a section says nothing else.
    public var lockTimeout: Duration
    /// Nil for none.
    public var statementTimeout: Duration?
    /// Where the runner records versions.
    public var versionTable: String
    /// Every schema of a database is a tenant.
    public var targetsAreSchemas: Bool

    public init(
        lockTimeout: Duration = .seconds(2), statementTimeout: Duration? = .seconds(3600),
        versionTable: String = "alembic_version", targetsAreSchemas: Bool = false
    ) {
        self.lockTimeout = lockTimeout
        self.statementTimeout = statementTimeout
        self.versionTable = versionTable
        self.targetsAreSchemas = targetsAreSchemas
    }
}

extension Scene.WayBack {
    fileprivate init(_ file: RevisionFile, _ engine: Engine) {
        guard file.alembicSection(for: .down, on: engine) == nil else {
            self = .written
            return
        }
        let sections = file.downgradeSections(for: engine)
        guard let first = sections.first else {
            self = file.irreversibleReason(for: engine) == nil ? .missing : .irreversible
            return
        }
        let isEmpty = sections.allSatisfy { SQLScript($0.body, engine: engine).statements.isEmpty }
        self = isEmpty ? .empty(line: first.line) : .written
    }
}

/// Tells in which transaction each statement of a section runs.
struct TransactionCounter {
    private let isWrapped: Bool
    private let isScript: Bool
    private var count = 0
    private var isOpen = false

    init(_ options: SectionOptions, engine: Engine) {
        isWrapped = Self.wraps(options, engine: engine)
        isScript = options.transaction == .script
    }

    static func wraps(_ options: SectionOptions, engine: Engine) -> Bool {
        options.transaction == .default && engine != .mysql && options.batch == nil
    }

    mutating func transaction(of statement: SQLStatement) -> Int? {
        if isWrapped { return 0 }
        guard isScript else { return nil }
        switch statement.traits.transactionControl {
        case .begin:
            isOpen = true
            count += 1
            return nil
        case .commit, .rollback, .prepareTransaction:
            isOpen = false
            return nil
        default: return isOpen ? count : nil
        }
    }
}
