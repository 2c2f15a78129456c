/// What an inventory file or a source says of one target, before any of it has been checked.
struct Entry {
    var id: Written?
    var url: Written?
    var schema: Written?
    var labels: [(key: Written, value: Written)] = []
    /// Of the entry; its row where the entry stands in no file.
    var place: Place

    func place(of written: Written) -> Place {
        place.row == nil ? written.spot.place(in: place.file) : place
    }
}

extension Entry {
    static let shape = [
        FileKey("id", .text(.free), "One word, unique in the fleet.", isRequired: true),
        FileKey(
            "url", .text(.free), "Of the database; secrets in it are references such as ${env:NAME}.", isRequired: true),
        FileKey("schema", .text(.free), "The PostgreSQL schema that is migrated as a unit."),
        FileKey("labels", .named(.text(.free)), "What selectors ask for."),
    ]

    /// An element of a `targets:` list or a line of NDJSON.
    init(_ value: Value, file: String) throws(InventoryError) {
        let fields = try Fields(value, file: file, key: "targets")
        try fields.check(allowed: Self.shape.names)
        place = fields.place
        id = try fields.text("id")
        url = try fields.text("url")
        schema = try fields.text("schema")
        labels = try fields.texts("labels")
    }
}
