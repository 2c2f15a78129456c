import FlotillaSQL

/// What can follow `-- flotilla:`.
enum Keyword: String, CaseIterable {
    case upgrade, downgrade, check, verify, irreversible, alembic

    var takesName: Bool {
        switch self {
        case .upgrade, .downgrade, .alembic: false
        case .check, .verify, .irreversible: true
        }
    }

    func allows(_ option: SectionOption) -> Bool {
        switch self {
        case .upgrade, .downgrade: true
        case .check, .verify: option == .lockTimeout || option == .statementTimeout
        case .irreversible: false
        // What Python sends has transactions of its own.
        case .alembic: option == .lockTimeout || option == .statementTimeout || option == .loses
        }
    }
}

/// What can stand before the `=`.
enum SectionOption: String, CaseIterable {
    case transaction
    case lockTimeout = "lock_timeout"
    case statementTimeout = "statement_timeout"
    case batch
    case pause
    case loses

    /// What `loses` can say.
    static let lostData = "data"

    /// The values it takes, for messages.
    var allowed: String {
        switch self {
        case .transaction: TransactionMode.allCases.map(\.rawValue).joined(separator: "|")
        case .lockTimeout, .statementTimeout, .pause: "1h|5m|2s|100ms|50us|10ns"
        case .batch: "1|2|…"
        case .loses: Self.lostData
        }
    }
}

extension StepDirection {
    /// What a marker calls it.
    var word: String { self == .up ? Keyword.upgrade.rawValue : Keyword.downgrade.rawValue }
}

extension Engine {
    /// Other names that people have for our engines.
    private static let nicknames: [String: Engine] = [
        "postgres": .postgresql, "pg": .postgresql, "psql": .postgresql, "mariadb": .mysql, "sqlite3": .sqlite,
    ]

    /// The spellings that a word which is no engine may have meant: engines, then options without their `=`.
    static func nearMisses(_ word: String) -> [String] {
        if let engine = nicknames[word.lowercased()] { return [engine.rawValue] }
        return NearMisses.of(
            word, among: Engine.allCases.map(\.rawValue) + SectionOption.allCases.map { $0.rawValue + "=" })
    }
}

/// Collects the options of one marker.
struct OptionReader {
    private var options = SectionOptions()
    private var batchRows: Int?
    private var pause: Duration?
    private var seen: Set<SectionOption> = []

    mutating func read(_ word: String, of keyword: Keyword) throws(RevisionFileProblem) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = SectionOption(rawValue: parts[0]) else {
            let near = NearMisses.of(parts[0], among: SectionOption.allCases.map(\.rawValue))
            throw .unknownOption(parts[0], nearMisses: near)
        }
        guard keyword.allows(option) else { throw .optionNotAllowed(option.rawValue) }
        guard seen.insert(option).inserted else { throw .duplicateOption(option.rawValue) }
        guard set(option, to: parts[1]) else {
            throw .illegalValue(parts[1], option: option.rawValue, allowed: option.allowed)
        }
    }

    private mutating func set(_ option: SectionOption, to value: String) -> Bool {
        switch option {
        case .transaction:
            guard let mode = TransactionMode(rawValue: value) else { return false }
            options.transaction = mode
            return true
        case .batch:
            batchRows = DurationText.digits(value[...]).flatMap { $0 > 0 ? Int(exactly: $0) : nil }
            return batchRows != nil
        case .lockTimeout:
            options.lockTimeout = DurationText.duration(value)
            return options.lockTimeout != nil
        case .statementTimeout:
            options.statementTimeout = DurationText.duration(value)
            return options.statementTimeout != nil
        case .pause:
            pause = DurationText.duration(value)
            return pause != nil
        case .loses:
            options.losesData = value == SectionOption.lostData
            return options.losesData
        }
    }

    func result() throws(RevisionFileProblem) -> SectionOptions {
        var options = options
        if let batchRows { options.batch = RowBatch(rows: batchRows, pause: pause ?? .zero) }
        guard pause == nil || options.batch != nil else {
            throw .optionNeeds(SectionOption.pause.rawValue, other: SectionOption.batch.rawValue)
        }
        return options
    }
}
