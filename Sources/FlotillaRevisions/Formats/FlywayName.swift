/// The name of a file in a folder of Flyway's, with the prefixes and endings that Flyway has when nobody says otherwise.
/// Source: its `ResourceNameParser`.
enum FlywayName {
    enum Kind: Character {
        case upgrade = "V"
        case undo = "U"
        case baseline = "B"
    }

    case versioned(Kind, FlywayVersion, description: String)
    case repeatable(description: String)
    /// Such as `afterMigrate.sql`: Flyway runs it around its own work.
    case callback
    case other

    init(_ name: Substring) {
        self = .other
        guard name.hasSuffix(".sql"), let first = name.first else { return }
        let stem = name.dropLast(4)
        if Self.isCallback(stem) {
            self = .callback
            return
        }
        let rest = stem.dropFirst()
        let separator = rest.firstRange(of: "__")
        let before = separator.map { rest[..<$0.lowerBound] } ?? rest
        let description = separator.map { rest[$0.upperBound...].asDescription } ?? ""
        if first == "R" {
            if separator != nil, before.isEmpty { self = .repeatable(description: description) }
        } else if let kind = Kind(rawValue: first), let version = FlywayVersion(before) {
            self = .versioned(kind, version, description: description)
        }
    }

    /// Whether a file of any kind is called as a version or a repeatable script is: `V3__Backfill.java`.
    static func hasVersion(_ name: some StringProtocol) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        switch FlywayName(Substring(String(name[..<dot]) + ".sql")) {
        case .versioned(let kind, _, _): return kind != .undo
        case .repeatable: return true
        case .callback, .other: return false
        }
    }

    private static func isCallback(_ stem: Substring) -> Bool {
        if stem.hasPrefix("createSchema") { return true }
        return ["before", "after"].contains { moment in
            stem.hasPrefix(moment) && stem.dropFirst(moment.count).first?.isUppercase ?? false
        }
    }
}
