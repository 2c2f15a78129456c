/// golang-migrate: two files for each version, found by their names alone.
/// Source: its `source/parse.go` and `source/migration.go`.
extension FormatReading {
    private struct Pair {
        var up: (script: ScriptFile, name: GolangMigrateName)?
        var down: (script: ScriptFile, name: GolangMigrateName)?
    }

    mutating func readGolangMigrate(_ scripts: [ScriptFile]) -> [ReadRevision] {
        var pairs: [Int64: Pair] = [:]
        for script in scripts {
            guard let name = GolangMigrateName(script.fileName) else {
                passOverName(of: script, looksLikeOne: script.fileName.leadingDigits != nil)
                continue
            }
            guard let version = Int64(name.digits) else {
                refuse(script, .golangMigrate, .versionOutOfRange(String(name.digits)))
                continue
            }
            let way: WritableKeyPath<Pair, (script: ScriptFile, name: GolangMigrateName)?> = name.isUp ? \.up : \.down
            if let first = pairs[version]?[keyPath: way] {
                refuse(script, .golangMigrate, .duplicateVersion(String(version), first: first.script.name))
            } else {
                pairs[version, default: Pair()][keyPath: way] = (script, name)
            }
        }
        return pairs.sorted { $0.key < $1.key }.compactMap { revision($0.key, $0.value) }
    }

    private mutating func revision(_ version: Int64, _ pair: Pair) -> ReadRevision? {
        guard let up = pair.up else {
            if let down = pair.down {
                refuse(down.script, .golangMigrate, .missingUpgrade(expected: down.name.opposite))
            }
            return nil
        }
        var sections = [RevisionSection.whole(.upgrade, of: up.script, .golangMigrate)]
        if let down = pair.down {
            sections.append(.whole(.downgrade, of: down.script, .golangMigrate, isOtherFile: true))
        }
        return ReadRevision(
            id: RevisionID(String(version)), description: up.name.title.asDescription,
            originals: OriginalScripts(up: up.script, down: pair.down?.script), sections: sections)
    }
}

/// `000042_add_users.up.sql`, taken apart.
struct GolangMigrateName {
    let digits: Substring
    let title: Substring
    let isUp: Bool
    let ending: Substring

    /// `nil` for what golang-migrate passes over.
    init?(_ name: Substring) {
        guard let (digits, rest) = name.leadingDigits, rest.first == "_" else { return nil }
        let ups = rest.ranges(of: ".up.")
        let downs = rest.ranges(of: ".down.")
        // Its expression is greedy: the last of them counts.
        guard let way = (ups + downs).max(by: { $0.lowerBound < $1.lowerBound }) else { return nil }
        self.digits = digits
        title = rest[..<way.lowerBound].dropFirst()
        isUp = ups.last == way
        ending = rest[way.upperBound...]
    }

    /// The name of the file for the other way.
    var opposite: String { "\(digits)_\(title).\(isUp ? "down" : "up").\(ending)" }
}
