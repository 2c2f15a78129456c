/// What becomes of values when their column changes its type.
struct PostgreSQLCast {
    let from: ColumnType
    let to: ColumnType

    /// The catalogue changes and nothing else.
    var keepsRows: Bool {
        switch (from, to) {
        case (.varchar(let old), .varchar(let new)): new >= old
        case (.varchar, .text), (.text, .other("character varying")), (.other("character varying"), .text),
            (.varchar, .other("character varying")):
            true
        case (.decimal(let old?, let oldScale), .decimal(let new?, let newScale)):
            new >= old && (oldScale ?? 0) == (newScale ?? 0)
        case (.decimal(.some, _), .decimal(nil, _)): true
        case (.timestamp(let old, let oldZone), .timestamp(let new, let newZone)):
            oldZone == newZone && (new ?? 6) >= (old ?? 6)
        case (.time(let old, let oldZone), .time(let new, let newZone)):
            oldZone == newZone && (new ?? 6) >= (old ?? 6)
        case (.other("bit varying"), .other("bit varying")): true
        default: from == to
        }
    }

    /// Digits, or the time of a day, are gone afterwards. What does not fit otherwise makes the statement fail instead.
    var losesData: Bool {
        switch (from, to) {
        case (.decimal(_, let old), .decimal(.some, let new)): (old ?? (from == .decimal() ? .max : 0)) > (new ?? 0)
        case (.decimal(_, let scale), .integer): scale != 0
        case (.decimal, .floatingPoint), (.floatingPoint, .integer), (.floatingPoint, .decimal(.some, _)): true
        case (.floatingPoint(64), .floatingPoint(32)), (.integer(33..., _), .floatingPoint),
            (.integer(17..., _), .floatingPoint(32)):
            true
        case (.timestamp, .date), (.timestamp, .time): true
        case (.timestamp(let old, _), .timestamp(let new, _)): (old ?? 6) > (new ?? 6)
        case (.time(let old, _), .time(let new, _)): (old ?? 6) > (new ?? 6)
        case (.json(false), .json(true)): false
        case (_, .boolean): from != .boolean && !from.isTextual
        default: false
        }
    }

    /// `nil` where the server converts of its own accord. That is preferred where there is a choice: a cast that is written
    /// down cuts what is too long for `varchar(n)`, the server's own refuses it.
    func expression(of column: String) -> String? {
        let target = PostgreSQLTypes.spelling(to)
        if converts { return nil }
        if casts { return "\(column)::\(target)" }
        if case (.array, .array) = (from, to) { return "\(column)::text[]::\(target)" }
        return "\(column)::text::\(target)"
    }

    /// By assignment.
    private var converts: Bool {
        if to.isTextual || keepsRows { return true }
        switch (from, to) {
        case (.integer, .integer), (.integer, .decimal), (.integer, .floatingPoint), (.decimal, .decimal),
            (.decimal, .integer), (.decimal, .floatingPoint), (.floatingPoint, .floatingPoint),
            (.floatingPoint, .integer), (.floatingPoint, .decimal), (.timestamp, .timestamp), (.timestamp, .date),
            (.date, .timestamp), (.timestamp, .time), (.json, .json), (.binary, .varbinary), (.varbinary, .binary):
            return true
        case (.time, .time(_, let hasZone)):
            if case .time(_, false) = from { return true }
            return hasZone
        default: return false
        }
    }

    /// By a cast that is written down.
    private var casts: Bool {
        switch (from, to) {
        case (.integer(bits: 32, _), .boolean), (.boolean, .integer(bits: 32, _)), (.time, .time), (.time, .interval),
            (.interval, .time(_, false)):
            true
        default: from.isTextual
        }
    }
}

extension ColumnType {
    /// Text of any kind, from which and to which every type can be cast.
    var isTextual: Bool {
        switch self {
        case .text, .varchar, .char, .other("character varying"): true
        default: false
        }
    }
}
