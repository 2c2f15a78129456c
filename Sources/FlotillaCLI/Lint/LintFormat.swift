/// What `lint` can print: what every report can, and two forms that code review products read.
enum LintFormat: String, Sendable, CaseIterable {
    case table, wide, json, ndjson, csv, markdown, name, sarif, github

    /// The form of an ordinary report; nil for those that only findings have.
    var report: OutputFormat? { OutputFormat(rawValue: rawValue) }
}
