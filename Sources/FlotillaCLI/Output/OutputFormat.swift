/// What standard output shall look like.
enum OutputFormat: String, Sendable, CaseIterable {
    case table, wide, json, ndjson, csv, markdown, name

    /// Read by a program rather than by a person.
    var isForMachines: Bool {
        switch self {
        case .table, .wide, .markdown: false
        case .json, .ndjson, .csv, .name: true
        }
    }
}
