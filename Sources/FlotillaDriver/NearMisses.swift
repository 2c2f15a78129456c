/// "Did you mean": which of the names that exist is the one that was mistyped.
///
/// The distance counts insertions, removals, replacements and swaps of neighbours (Damerau's four typing errors), over
/// characters without regard to case. A name counts as near when at most a third of the mistyped one would have to
/// change, and always when only one character would, or when one begins with the other.
public enum NearMisses {
    /// The nearest of `candidates`, best first and then in alphabetical order; none when nothing is near.
    ///
    /// Takes time in proportion to the lengths multiplied, for each candidate; only the first ``lengthLimit``
    /// characters of a name count.
    public static func nearest(
        to mistyped: String, among candidates: some Sequence<String>, limit: Int = 3
    ) -> [String] {
        let wanted = folded(mistyped)
        let allowance = max(1, wanted.count / 3)
        var near: [(distance: Int, name: String)] = []
        for candidate in candidates {
            let name = folded(candidate)
            let isBeginning =
                wanted.count > 1 && name.count > 1 && (name.starts(with: wanted) || wanted.starts(with: name))
            guard isBeginning || abs(wanted.count - name.count) <= allowance else { continue }
            let found = isBeginning ? min(allowance, distance(wanted, name)) : distance(wanted, name)
            if found <= allowance { near.append((found, candidate)) }
        }
        near.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return near.prefix(limit).map(\.name)
    }

    /// Characters of a name that are looked at.
    public static let lengthLimit = 128

    private static func folded(_ name: String) -> [Character] { Array(name.lowercased().prefix(lengthLimit)) }

    /// Row by row as Wagner and Fischer do it, with the row before the last for swaps (optimal string alignment).
    static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: other.count + 1)
        var last = Array(0...other.count)
        for row in one.indices {
            var current = [row + 1]
            for column in other.indices {
                let replaced = last[column] + (one[row] == other[column] ? 0 : 1)
                var least = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[other.count]
    }
}
