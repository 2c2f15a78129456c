import FlotillaSQL

extension ColumnType {
    /// Whether every value of the other type is exactly a value of this one, as far as is known: a type of the engine's own
    /// spelling holds only its own, but for PostgreSQL, whose every type has a text that says it all.
    public func holdsAll(of other: ColumnType, engine: Engine) -> Bool {
        if self == other { return true }
        switch engine {
        case .sqlite: return SQLiteAffinity(self).holdsAll(of: SQLiteAffinity(other))
        case .postgresql: return PostgreSQLWidening(from: other, to: self).isKnown || holdsNeutral(other, engine)
        case .mysql: return MySQLWidening(from: other, to: self).isKnown ?? holdsNeutral(other, engine)
        }
    }

    /// Whether a value of the other type may become less without an error where a column of it gets this one. PostgreSQL
    /// refuses most of what does not fit. MySQL and MariaDB do so under a strict `sql_mode` only, and not for every storage
    /// engine; which one a target has is not known when a revision is written.
    ///
    /// - Parameter enums: of PostgreSQL, the named types that are enums. Of others nobody knows what they take for equal.
    public func losesValues(of other: ColumnType, engine: Engine, enums: Set<ObjectName> = []) -> Bool {
        guard !holdsAll(of: other, engine: engine) else { return false }
        return engine != .postgresql || !PostgreSQLCast(from: other, to: self).refuses(enums)
    }

    /// As far as the words for types say, that all engines share.
    private func holdsNeutral(_ other: ColumnType, _ engine: Engine) -> Bool {
        switch self {
        case .text, .varchar: holdsText(of: other)
        case .char(let length): if case .char(let old) = other { length >= old } else { false }
        case .binary: other.isBinaryString
        case .varbinary(let length): if case .varbinary(let old) = other { length >= old } else { false }
        case .json(let isBinary): holdsDocuments(of: other, isBinary: isBinary)
        case .choice(let values): if case .choice(let old) = other { Set(old).isSubset(of: values) } else { false }
        case .array(let element):
            if case .array(let old) = other { element.holdsAll(of: old, engine: engine) } else { false }
        case .integer, .decimal, .floatingPoint: holdsNumbers(of: other)
        case .date, .time, .timestamp: holdsTimes(of: other, engine: engine)
        case .boolean, .interval, .uuid, .named, .other: false
        }
    }

    private var isBinaryString: Bool {
        if case .varbinary = self { true } else { false }
    }

    private func holdsDocuments(of other: ColumnType, isBinary: Bool) -> Bool {
        // The binary form forgets blanks, order and repeated keys; what the textual one prints of it is all there is.
        if case .json(isBinary: true) = other { !isBinary } else { false }
    }

    // MARK: text

    private func holdsText(of other: ColumnType) -> Bool {
        guard let needed = other.longestText else { return false }
        return if case .varchar(let length) = self { length >= needed } else { true }
    }

    /// How many characters a value may have as text; `nil` where that is not limited or not known.
    private var longestText: Int? {
        switch self {
        case .varchar(let length), .char(let length): length
        case .boolean: 5
        case .integer(let bits, _): String(Self.largest(bits: bits)).utf8.count + 1
        case .decimal(let precision?, let scale): precision + ((scale ?? 0) > 0 ? 3 : 1)
        case .uuid: 36
        case .date: 13
        case .choice(let values): values.map(\.unicodeScalars.count).max() ?? 0
        default: nil
        }
    }

    // MARK: numbers

    private static func largest(bits: Int) -> UInt64 { bits >= 64 ? .max : (1 << UInt64(max(bits, 0))) - 1 }

    /// Bits of magnitude, and whether there are negative numbers.
    private var range: (bits: Int, isSigned: Bool)? {
        switch self {
        case .integer(let bits, let isUnsigned): (isUnsigned ? bits : bits - 1, !isUnsigned)
        default: nil
        }
    }

    /// Digits before the point.
    private var digits: Int? {
        switch self {
        case .integer(let bits, _): String(Self.largest(bits: bits)).utf8.count
        case .decimal(let precision?, let scale): precision - (scale ?? 0)
        default: nil
        }
    }

    private func holdsNumbers(of other: ColumnType) -> Bool {
        switch (self, other) {
        case (.integer, .integer):
            guard let mine = range, let theirs = other.range else { return false }
            return mine.bits >= theirs.bits && (mine.isSigned || !theirs.isSigned)
        case (.decimal(nil, _), .integer), (.decimal(nil, _), .decimal): return true
        case (.decimal, .integer), (.decimal, .decimal):
            guard let mine = digits, let theirs = other.digits else { return false }
            return mine >= theirs && scale >= other.scale
        case (.integer, .boolean): return true
        case (.floatingPoint(let bits), .floatingPoint(let old)): return bits >= old
        case (.floatingPoint(let bits), .integer):
            guard let theirs = other.range else { return false }
            return theirs.bits <= (bits == 64 ? 53 : 24)
        default: return false
        }
    }

    private var scale: Int {
        if case .decimal(_, let scale?) = self { scale } else { 0 }
    }

    // MARK: times

    private func holdsTimes(of other: ColumnType, engine: Engine) -> Bool {
        let usual = engine == .mysql ? 0 : 6
        return switch (self, other) {
        case (.time(let precision, let hasZone), .time(let old, let hadZone)),
            (.timestamp(let precision, let hasZone), .timestamp(let old, let hadZone)):
            (precision ?? usual) >= (old ?? usual) && (hasZone || !hadZone)
        case (.timestamp, .date): true
        default: false
        }
    }
}

/// What SQLite makes of a declared type: it converts values to it when rows are copied into a table that is made anew.
/// Lengths and precisions mean nothing to it. Source: "Datatypes In SQLite", section 3.1.
enum SQLiteAffinity {
    case text, numeric, real, none

    init(_ type: ColumnType) {
        switch type {
        case .text, .varchar, .char, .choice: self = .text
        case .binary: self = .none
        case .floatingPoint: self = .real
        case .boolean, .integer, .decimal, .varbinary, .date, .time, .timestamp, .interval, .json, .uuid, .named,
            .array:
            self = .numeric
        case .other(let spelling): self.init(declared: spelling.uppercased())
        }
    }

    private init(declared type: String) {
        if type.contains("INT") {
            self = .numeric
        } else if ["CHAR", "CLOB", "TEXT"].contains(where: type.contains) {
            self = .text
        } else if type.contains("BLOB") || type.isEmpty {
            self = .none
        } else {
            self = ["REAL", "FLOA", "DOUB"].contains(where: type.contains) ? .real : .numeric
        }
    }

    /// Text becomes a number where it looks like one (`007` is 7 then), a large integer is rounded to a real number, and a real
    /// number as text to 15 digits.
    func holdsAll(of other: SQLiteAffinity) -> Bool {
        switch (self, other) {
        case (.none, _), (.text, .text), (.text, .numeric), (.text, .none): true
        case (.numeric, .numeric), (.numeric, .real), (.real, .real): true
        case (.text, .real), (.numeric, .text), (.numeric, .none), (.real, .text), (.real, .none), (.real, .numeric):
            false
        }
    }
}
