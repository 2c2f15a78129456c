/// Identifiers and labels, to be found whole or by their beginning.
struct NameTable: Sendable {
    /// Names no longer than this are only found whole (Alembic does the same): `a1` shall not become `a1` plus luck.
    static let longestWholeOnly = 3

    private let numbers: [String: Int]
    /// The longer names, sorted, so that those with one beginning stand together.
    private let sorted: [(name: String, number: Int)]
    /// Where names are versions, which may be written in several ways.
    private let versions: [FlywayVersion: Int]

    init(_ numbers: [String: Int], areVersions: Bool = false) {
        self.numbers = numbers
        let pairs = areVersions ? numbers.compactMap { name, number in FlywayVersion(name).map { ($0, number) } } : []
        versions = Dictionary(pairs) { first, _ in first }
        sorted = numbers.filter { $0.key.unicodeScalars.count > NameTable.longestWholeOnly }
            .map { ($0.key, $0.value) }.sorted { $0.name < $1.name }
    }

    var all: some Sequence<String> { numbers.keys }

    func exact(_ name: String) -> Int? { numbers[name] }

    /// As a person may write it: `2` for `2.0`, where the two are one version.
    func meant(by name: String) -> Int? {
        numbers[name] ?? (versions.isEmpty ? nil : FlywayVersion(name).flatMap { versions[$0] })
    }

    /// All names that begin so, sorted.
    func beginning(with prefix: String) -> ArraySlice<(name: String, number: Int)> {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].name < prefix { low = middle + 1 } else { high = middle }
        }
        return sorted[low...].prefix { $0.name.hasPrefix(prefix) }
    }
}
