import FlotillaSQL

/// Types: how the engine spells the neutral words, and back.
extension MySQLRenderer {
    public func spelling(of type: ColumnType) -> String {
        switch type {
        case .boolean: "tinyint(1)"
        case .integer(let bits, let isUnsigned): Self.integer(bits) + (isUnsigned ? " unsigned" : "")
        case .decimal(let precision?, let scale): "decimal(\(precision),\(scale ?? 0))"
        // As many digits as there can be, for there is no decimal without a limit.
        case .decimal(nil, _): "decimal(65,30)"
        case .floatingPoint(let bits): bits <= 32 ? "float" : "double"
        case .text: "text"
        case .varchar(let length): "varchar(\(length))"
        case .char(let length): "char(\(length))"
        case .binary: "blob"
        case .varbinary(let length): "varbinary(\(length))"
        case .date: "date"
        case .time(let precision, _): "time" + Self.digits(precision)
        case .timestamp(let precision, let hasZone): (hasZone ? "timestamp" : "datetime") + Self.digits(precision)
        // Its range is more than a month in either direction.
        case .interval: "time(6)"
        case .json, .array: "json"
        case .uuid: product == .mariaDB ? "uuid" : "char(36)"
        case .named(let name): quoted(name)
        case .choice(let values): "enum(" + values.map(Self.value).joined(separator: ",") + ")"
        case .other(let spelling): spelling
        }
    }

    public func type(spelled spelling: String) -> ColumnType {
        let spelling = withoutDisplayWidth(spelling)
        guard let type = Self.plain[spelling] ?? sized(spelling), self.spelling(of: type) == spelling else {
            return .other(spelling)
        }
        return type
    }

    private static let plain: [String: ColumnType] = [
        "tinyint(1)": .boolean, "float": .floatingPoint(bits: 32), "double": .floatingPoint(bits: 64), "text": .text,
        "blob": .binary, "date": .date, "time": .time(), "datetime": .timestamp(),
        "timestamp": .timestamp(hasZone: true), "json": .json(), "uuid": .uuid,
        "tinyint": .integer(bits: 8), "tinyint unsigned": .integer(bits: 8, isUnsigned: true),
        "smallint": .integer(bits: 16), "smallint unsigned": .integer(bits: 16, isUnsigned: true),
        "mediumint": .integer(bits: 24), "mediumint unsigned": .integer(bits: 24, isUnsigned: true),
        "int": .integer(bits: 32), "int unsigned": .integer(bits: 32, isUnsigned: true),
        "bigint": .integer(bits: 64), "bigint unsigned": .integer(bits: 64, isUnsigned: true),
    ]

    private func sized(_ spelling: String) -> ColumnType? {
        guard spelling.utf8.last == UInt8(ascii: ")"), let open = spelling.firstIndex(of: "(") else { return nil }
        let word = spelling[..<open]
        let inside = spelling[spelling.index(after: open)...].dropLast()
        if word == "enum" { return Self.values(inside).map(ColumnType.choice) }
        let numbers = inside.split(separator: ",").compactMap { Int($0) }
        switch (word, numbers.count) {
        case ("varchar", 1): return .varchar(numbers[0])
        case ("char", 1): return .char(numbers[0])
        case ("varbinary", 1): return .varbinary(numbers[0])
        case ("time", 1): return .time(precision: numbers[0])
        case ("datetime", 1): return .timestamp(precision: numbers[0])
        case ("timestamp", 1): return .timestamp(precision: numbers[0], hasZone: true)
        case ("decimal", 2): return .decimal(precision: numbers[0], scale: numbers[1])
        default: return nil
        }
    }

    private static func integer(_ bits: Int) -> String {
        switch bits {
        case ...8: "tinyint"
        case ...16: "smallint"
        case ...24: "mediumint"
        case ...32: "int"
        default: "bigint"
        }
    }

    private static func digits(_ precision: Int?) -> String {
        precision.map { $0 > 0 ? "(\($0))" : "" } ?? ""
    }
}

// MARK: Display width

extension MySQLRenderer {
    /// MariaDB, and MySQL before 8.0.19, spell `int` as `int(11)`. The width that nobody asked for is left out; any other one
    /// stays, for MariaDB keeps it, and so does that of `tinyint(1)`, which says that a boolean is meant.
    private func withoutDisplayWidth(_ spelling: String) -> String {
        guard let open = spelling.firstIndex(of: "("), let close = spelling.firstIndex(of: ")") else { return spelling }
        let word = String(spelling[..<open])
        let rest = spelling[spelling.index(after: close)...]
        guard let widths = Self.widths[word], rest.isEmpty || rest == " unsigned",
            spelling[spelling.index(after: open)..<close] == (rest.isEmpty ? widths.signed : widths.unsigned)
        else { return spelling }
        return word + rest
    }

    private static let widths: [String: (signed: String, unsigned: String)] = [
        "tinyint": ("4", "3"), "smallint": ("6", "5"), "mediumint": ("9", "8"), "int": ("11", "10"),
        "bigint": ("20", "20"),
    ]
}

// MARK: Values of an enum

extension MySQLRenderer {
    /// As the engine spells one inside a type, where a backslash escapes nothing that is not doubled too.
    private static func value(_ value: String) -> String {
        var text = "'"
        for scalar in value.unicodeScalars {
            switch scalar {
            case "'": text += "''"
            case "\\": text += "\\\\"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "'"
    }

    /// `nil` for what is not a plain list of strings.
    private static func values(_ list: Substring) -> [String]? {
        var values: [String] = []
        var scalars = Array(list.unicodeScalars)[...]
        while scalars.popFirst() == "'" {
            var value = String.UnicodeScalarView()
            while let scalar = scalars.popFirst() {
                if scalar == "'" {
                    guard scalars.first == "'" else { break }
                    scalars.removeFirst()
                } else if scalar == "\\" {
                    guard scalars.popFirst() == "\\" else { return nil }
                }
                value.append(scalar)
            }
            values.append(String(value))
            guard let comma = scalars.popFirst() else { return values }
            guard comma == "," else { return nil }
        }
        return nil
    }
}
