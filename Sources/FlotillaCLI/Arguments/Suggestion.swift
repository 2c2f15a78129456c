/// "Did you mean": the known word that a mistyped one is nearest to.
enum Suggestion {
    /// `nil` when nothing is near: two mistakes, or one in words of up to four letters.
    static func nearest(to word: String, among known: [String]) -> String? {
        let limit = word.count <= 4 ? 1 : 2
        return known.map { ($0, distance(Array(word), Array($0))) }.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
    }

    /// Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1..<left.count + 1 {
            var current = [row] + [Int](repeating: 0, count: right.count)
            for column in 1..<right.count + 1 {
                let isSame = left[row - 1] == right[column - 1]
                current[column] = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
                let isSwap =
                    row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1]
                if isSwap { current[column] = min(current[column], beforeLast[column - 2] + 1) }
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
