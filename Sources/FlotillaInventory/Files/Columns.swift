/// Which column of a table holds what; the same for CSV and for rows of a query.
struct Columns {
    private let id: Int
    private let url: Int
    private let schema: Int?
    private let labels: [(index: Int, key: Written)]
    let count: Int

    /// - Parameter header: where the header stands, and with `isFile` the column names' own places count.
    init(_ names: [Written], header: Place, isFile: Bool) throws(InventoryError) {
        func place(_ name: Written) -> Place { isFile ? name.spot.place(in: header.file) : header }
        var first: [String: Int] = [:]
        var labels: [(index: Int, key: Written)] = []
        for (index, name) in names.enumerated() {
            if let earlier = first[name.text] {
                throw InventoryError(.repeatedKey(name.text, first: place(names[earlier])), at: place(name))
            }
            first[name.text] = index
            guard !["id", "url", "schema"].contains(name.text) else { continue }
            try TargetRules.checkLabelKey(name.text, at: place(name))
            labels.append((index, name))
        }
        guard let id = first["id"] else { throw InventoryError(.missingKey("id"), at: header) }
        guard let url = first["url"] else { throw InventoryError(.missingKey("url"), at: header) }
        self.id = id
        self.url = url
        schema = first["schema"]
        self.labels = labels
        count = names.count
    }

    func entry(at place: Place, cell: (Int) -> Written?) -> Entry {
        var entry = Entry(place: place)
        entry.id = cell(id)
        entry.url = cell(url)
        entry.schema = schema.flatMap(cell)
        entry.labels = labels.compactMap { label in cell(label.index).map { (label.key, $0) } }
        return entry
    }
}
