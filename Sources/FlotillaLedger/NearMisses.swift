/// Finds the names that somebody may have meant.
struct NearMisses {
    private let wanted: [UInt8]
    private var found: [(distance: Int, name: String)] = []
    private static let count = 3

    init(of wanted: String) { self.wanted = Array(wanted.utf8) }

    /// The nearest first.
    var best: [String] { found.map(\.name) }

    mutating func consider(_ name: String) {
        // A third of the letters may be wrong; beyond that it is another name.
        let worst = found.count == Self.count ? found[Self.count - 1].distance - 1 : max(1, wanted.count / 3)
        let letters = Array(name.utf8)
        guard abs(letters.count - wanted.count) <= worst, let distance = distance(to: letters, atMost: worst) else {
            return
        }
        found.append((distance, name))
        found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        if found.count > Self.count { found.removeLast() }
    }

    /// Levenshtein's distance, row by row; `nil` as soon as it must exceed `limit`.
    private func distance(to other: [UInt8], atMost limit: Int) -> Int? {
        var row = Array(0...other.count)
        for (line, letter) in wanted.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, otherLetter) in other.enumerated() {
                let replaced = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
            }
            guard let least = row.min(), least <= limit else { return nil }
        }
        return row[other.count] <= limit ? row[other.count] : nil
    }
}
