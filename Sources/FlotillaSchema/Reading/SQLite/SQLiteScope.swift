/// The names that a text of SQLite may mean, with their own spelling: `EMAIL` and `"email"` are one column.
struct SQLiteScope {
    /// A double-quoted text that is no name is a string to SQLite. In an expression of a table all names are known, so
    /// that such a text can be told from a name.
    var hasEveryName: Bool
    private var spellings: [String: String] = [:]

    init(_ names: [String] = [], hasEveryName: Bool = false) {
        self.hasEveryName = hasEveryName
        add(names)
    }

    /// Of names that differ in case only, the smallest stands for all: to SQLite they are the same.
    mutating func add(_ names: [String]) {
        for name in names {
            let key = SQLiteWords.folded(name)
            spellings[key] = spellings[key].map { min($0, name) } ?? name
        }
    }

    subscript(name: String) -> String? { spellings[SQLiteWords.folded(name)] }
}
