/// "Did you mean": which of the names that exist is the one that was mistyped.
///
/// The distance is Levenshtein's, over characters without regard to case. A name counts as near when at most a third of
/// the mistyped one would have to change, and always when only one character would, or when one begins with the other.
public enum NearMisses {
    /// The nearest of `candidates`, best first and then in alphabetical order; none when nothing is near.
    ///
    /// Takes time in proportion to the lengths multiplied, for each candidate; only the first ``lengthLimit`` characters
    /// of a name count.
    public static func nearest(
        to mistyped: String, among candidates: some Sequence<String>, limit: Int = 3
    ) -> [String] {
        let wanted = folded(mistyped)
        let allowance = max(1, wanted.count / 3)
        var near: [(distance: Int, name: String)] = []
        for candidate in candidates {
            let name = folded(candidate)
            let isBeginning = wanted.count > 1 && name.count > 1 && (name.starts(with: wanted) || wanted.starts(with: name))
            let found = isBeginning ? min(allowance, distance(wanted, name)) : distance(wanted, name)
            if found <= allowance { near.append((found, candidate)) }
        }
        near.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return near.prefix(limit).map(\.name)
    }

    /// Characters of a name that are looked at.
    public static let lengthLimit = 128

    private static func folded(_ name: String) -> [Character] { Array(name.lowercased().prefix(lengthLimit)) }

    /// Insertions, removals and replacements that make one of the other, row by row as Wagner and Fischer do it.
    static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var above = Array(0...other.count)
        for (row, character) in one.enumerated() {
            var diagonal = above[0]
            above[0] = row + 1
            for (column, candidate) in other.enumerated() {
                let replaced = diagonal + (character == candidate ? 0 : 1)
                diagonal = above[column + 1]
                above[column + 1] = min(replaced, diagonal + 1, above[column] + 1)
            }
        }
        return above[other.count]
    }
}
