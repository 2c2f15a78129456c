/// Names for what a model does not name, the same on every engine and in every run.
struct ConstraintNames {
    let table: String

    /// In bytes: what every engine keeps whole.
    private static let limit = 60

    func unique(_ columns: [String]) -> String { fitting(["uq", table] + columns) }
    func index(_ columns: [String]) -> String { fitting(["ix", table] + columns) }
    func check(_ column: String) -> String { fitting(["ck", table, column]) }
    func values(_ column: String) -> String { fitting(["ck", table, column, "values"]) }
    func foreignKey(_ columns: [String], to other: String) -> String { fitting(["fk", table] + columns + [other]) }

    /// A name that is too long keeps its beginning and gets a number made from all of it.
    private func fitting(_ words: [String]) -> String {
        let name = words.joined(separator: "_")
        guard name.utf8.count > Self.limit else { return name }
        // FNV-1a (https://datatracker.ietf.org/doc/draft-eastlake-fnv/).
        let number = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        var beginning = name
        while beginning.utf8.count > Self.limit - 9 { beginning.removeLast() }
        let digits = String(number, radix: 16)
        return beginning + "_" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
