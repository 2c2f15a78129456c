/// Spellings that a mistyped word may have meant, by Damerau's edit distance (a transposition counts as one edit).
enum NearMisses {
    /// At most this many are offered: more would be a list, not a hint.
    static let limit = 3

    /// The candidates within a third of the word's length (at least one edit), nearest first.
    static func of(_ word: String, among candidates: some Sequence<String>) -> [String] {
        let letters = Array(word.lowercased().unicodeScalars)
        let reach = max(1, letters.count / 3)
        let near = candidates.compactMap { candidate -> (edits: Int, text: String)? in
            let other = Array(candidate.lowercased().unicodeScalars)
            // The difference in length is a lower bound: most candidates end here.
            guard abs(other.count - letters.count) <= reach else { return nil }
            let edits = distance(letters, other)
            return edits <= reach ? (edits, candidate) : nil
        }
        return near.sorted { ($0.edits, $0.text) < ($1.edits, $1.text) }.prefix(limit).map(\.text)
    }

    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var line = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, line[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
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
