/// A table of targets: a header, then a line for each. Columns `id`, `url` and `schema`; every other column is a label.
/// An empty cell leaves its label out.
enum CSVInventory {
    /// - Parameter isFile: whether places are lines of a file, or rows of what the source at `place` gave.
    static func deliver(
        _ bytes: ByteReader, to delivery: Delivery, scope: Scope, place: Place, isFile: Bool
    ) throws(InventoryError) {
        var reader = CSVReader(bytes)
        var fields: [CSVReader.Field] = []
        guard try reader.record(into: &fields) else { throw InventoryError(.emptyFile, at: place) }
        let columns = try Columns(
            fields.map { Written(text: $0.text, spot: $0.textSpot) },
            header: isFile ? Place(file: bytes.name, line: 1, column: 1) : place, isFile: isFile)
        var row = 0
        while try reader.record(into: &fields) {
            row += 1
            var start = place
            if isFile, let first = fields.first { start = first.spot.place(in: bytes.name) } else { start.row = row }
            guard fields.count == columns.count else {
                let fault = InventoryError.Reason.wrongFieldCount(expected: columns.count, found: fields.count)
                try delivery.report(InventoryError(fault, at: start))
                continue
            }
            let entry = columns.entry(at: start) { index in
                fields[index].text.isEmpty
                    ? nil : Written(text: fields[index].text, spot: fields[index].textSpot)
            }
            try delivery.deliver(entry, in: scope)
        }
    }
}
