extension RevisionFormat {
    /// Whose revisions most of these scripts are, by their names and by the lines that tools look for; `nil` where none is another
    /// tool's.
    public static func recognized(_ scripts: [ScriptFile]) -> RevisionFormat? {
        var counts: [RevisionFormat: Int] = [:]
        for script in scripts { if let format = script.likelyFormat { counts[format, default: 0] += 1 } }
        return allCases.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) }.flatMap { counts[$0] == nil ? nil : $0 }
    }
}

extension ScriptFile {
    fileprivate var likelyFormat: RevisionFormat? {
        switch FlywayName(fileName) {
        case .versioned(let kind, _, _) where kind != .undo && fileName.contains("__"): return .flyway
        case .repeatable: return .flyway
        case .versioned, .callback, .other: break
        }
        guard fileName.leadingDigits != nil else { return nil }
        if GolangMigrateName(fileName) != nil { return .golangMigrate }
        for line in ScriptLine.all(of: bytes) where line.bytes.hasPrefix("--") {
            let words = line.bytes.dropFirst(2).split(whereSeparator: \.isBlank).map { $0.text.lowercased() }
            if words == ["+goose", "up"] { return .goose }
            if words.first == "migrate:up" { return .dbmate }
        }
        return nil
    }
}
