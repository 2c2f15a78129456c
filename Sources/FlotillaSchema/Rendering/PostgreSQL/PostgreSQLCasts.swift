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

    /// A value that is not exactly one of the new type makes the statement fail: none is rounded, cut or replaced. Blanks at
    /// the end of a text count for nothing, as in SQL. What is not known to be so is taken to lose something: a cast that is
    /// written down cuts, and different texts may be one number, time or document. A value of one of the enums is what its text
    /// says, to the letter.
    func refuses(_ enums: Set<ObjectName>) -> Bool {
        switch (from, to) {
        case (_, .varchar), (.varchar, .char), (.text, .char), (.char, .char): true
        case (.integer, .integer), (.integer, .decimal): true
        case (.decimal(.some, let old), .decimal(.some, let new)): (old ?? 0) <= (new ?? 0)
        case (.decimal(.some, let scale), .integer): (scale ?? 0) == 0
        case (.date, .integer), (.time, .integer), (.timestamp, .integer): true
        case (_, .uuid), (_, .json(isBinary: false)): from.isTextual
        case (_, .named(let name)): enums.contains(name)
        case (.array(let old), .array(let new)): !new.isTextual && PostgreSQLCast(from: old, to: new).refuses(enums)
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
