import FlotillaSQL

/// What the text of a statement tells beyond its traits, where a wrong guess must be on the safe side: words count
/// wherever they stand, in strings and comments too.
extension StatementTraits {
    /// It runs a routine or a block, which may have done, and even committed, a part before it fails.
    var runsRoutine: Bool {
        ["CALL", "DO", "EXECUTE", "BEGIN", "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR", "DECLARE"].contains(command)
    }

    /// A routine that commits by itself cannot share a transaction with a record of ours. A block of PostgreSQL's does so
    /// only with these words.
    func mayCommit(_ text: [UInt8], _ engine: Engine) -> Bool {
        switch command {
        case "CALL": true
        case "DO": engine != .postgresql || ["commit", "rollback", "call"].contains { text.containsWord($0) }
        default: false
        }
    }

    func keepsRowsInSession(_ text: [UInt8], _ engine: Engine) -> Bool {
        if command.hasPrefix("CREATE"), changesSession { return true }
        return engine == .mysql && (command == "SET" || command == "SELECT") && text.namesUserVariable
    }
}

extension [UInt8] {
    /// `USE`, or another search path.
    var movesNames: Bool { ["use", "search_path", "role", "authorization"].contains { containsWord($0) } }

    /// `ENGINE = …` with any other engine than InnoDB, or the setting for the default.
    var choosesStorageEngine: Bool {
        var index = 0
        while let end = endOfWord("engine", from: index) {
            var next = end
            while next < count, [9, 10, 13, 32, UInt8(ascii: "=")].contains(self[next]) { next += 1 }
            if !hasWord("innodb", at: next) { return true }
            index = end
        }
        return containsWord("storage_engine") || containsWord("default_storage_engine")
    }

    /// `@name`, but not `@@setting`.
    fileprivate var namesUserVariable: Bool {
        let sign = UInt8(ascii: "@")
        return indices.contains { index in
            self[index] == sign && (index == 0 || self[index - 1] != sign) && index + 1 < count
                && self[index + 1] != sign
        }
    }

    func containsWord(_ word: String) -> Bool { endOfWord(word, from: 0) != nil }

    private func endOfWord(_ word: String, from start: Int) -> Int? {
        let length = word.utf8.count
        guard count >= length else { return nil }
        return (start..<Swift.max(start, count - length + 1)).first { hasWord(word, at: $0) }.map { $0 + length }
    }

    /// `word` is in lower case.
    private func hasWord(_ word: String, at index: Int) -> Bool {
        let end = index + word.utf8.count
        return end <= count && (index == 0 || !self[index - 1].isWordByte) && (end == count || !self[end].isWordByte)
            && zip(self[index..<end], word.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }

    /// Replaces a word that stands by itself; `::batch` and `:batches` are other words.
    func replacingParameter(_ name: String, with value: String) -> [UInt8] {
        let word = Array(name.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < count {
            let end = index + word.count
            let isWord =
                end <= count && self[index..<end].elementsEqual(word) && result.last != UInt8(ascii: ":")
                && (end == count || !self[end].isWordByte)
            result += isWord ? Array(value.utf8) : [self[index]]
            index = isWord ? end : index + 1
        }
        return result
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: self >= 128
        }
    }
}
