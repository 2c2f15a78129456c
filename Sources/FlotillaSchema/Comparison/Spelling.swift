/// How alike two words are spelled, by Damerau's edit distance (a transposition counts as one edit).
enum Spelling {
    /// At most this many are offered: more would be a list, not a hint.
    static let limit = 3

    /// The candidates within a third of the word's length (at least one edit), nearest first. Where none is so near, and
    /// there are no more than the limit, all of them: one of them must have been meant.
    static func nearMisses(_ word: String, among candidates: [String]) -> [String] {
        let reach = max(1, word.unicodeScalars.count / 3)
        let near = candidates.map { (edits: distance(word, $0), text: $0) }.filter { $0.edits <= reach }
            .sorted { ($0.edits, $0.text) < ($1.edits, $1.text) }.prefix(limit).map(\.text)
        return near.isEmpty && candidates.count <= limit ? candidates.sorted() : near
    }

    /// From 0 for words that share nothing to 100 for equal ones. A word that is the beginning, the end or a part of the
    /// other is like it at least by half: `email` and `email_address`.
    static func likeness(_ one: String, _ other: String) -> Int {
        let longest = max(one.unicodeScalars.count, other.unicodeScalars.count)
        guard longest > 0 else { return 100 }
        let byEdits = 100 - 100 * min(distance(one, other), longest) / longest
        let words = (parts(one), parts(other))
        let shared = words.0.intersection(words.1).count
        let byWords = 100 * shared / max(words.0.union(words.1).count, 1)
        let isPart = !words.0.isEmpty && (words.0.isSubset(of: words.1) || words.1.isSubset(of: words.0))
        return max(byEdits, byWords, isPart ? 50 : 0)
    }

    /// The words of `snake_case` and `camelCase`.
    private static func parts(_ name: String) -> Set<String> {
        var parts: Set<String> = []
        var part = ""
        var isLower = false
        for scalar in name.unicodeScalars {
            let isLetter = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            let isUpper = scalar.properties.isUppercase
            if !isLetter || (isUpper && isLower) {
                parts.insert(part)
                part = ""
            }
            if isLetter { part.unicodeScalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars) }
            isLower = isLetter && !isUpper
        }
        return parts.union([part]).subtracting([""])
    }

    static func distance(_ one: String, _ other: String) -> Int {
        let left = Array(one.lowercased().unicodeScalars)
        let right = Array(other.lowercased().unicodeScalars)
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var line = [row + 1]
            for (column, mark) in right.enumerated() {
                var best = min(last[column + 1] + 1, line[column] + 1, last[column] + (letter == mark ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == mark {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                line.append(best)
            }
            beforeLast = last
            last = line
        }
        return last[right.count]
    }
}
