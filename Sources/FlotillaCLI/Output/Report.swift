import FlotillaDriver

/// The form of a report: what its rows are called and which columns they have.
struct ReportLayout: Sendable {
    struct Column: Sendable {
        var title: String
        /// The member's name in JSON and the title in CSV. Once released it stays.
        var key: String
        /// Shown in a table only with `-o wide`; always in the other formats.
        var isWide = false
        /// Only in JSON, where a value may have parts.
        var isDocument = false
        var isRightAligned = false
        /// Columns that must stay readable when a terminal is narrow; `nil` when it is never cut.
        var smallest: Int?
    }

    /// `kind` of the whole document.
    var kind: String
    /// `kind` of one row, where rows stand alone.
    var rowKind: String
    /// The member of the document that holds the rows.
    var rowsKey: String
    /// The first column is the row's name: `-o name` prints it and nothing else.
    var columns: [Column]
    /// Rows arrive as they happen; a table sorts them by name.
    var arrivesUnordered = false

    static let apiVersion = "flotilla/v1"
}

/// The end of a report.
struct ReportEnd: Sendable {
    /// Further members of the document; not shown in tables.
    var members: [JSON.Member] = []
    /// The last lines a person sees: totals, then the next command. Never in a format for machines.
    var closing: [String] = []
}
