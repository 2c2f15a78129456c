extension LintRule {
    static let charColumn = eachColumn(
        "char-column", .warning, [.postgresql],
        prevents: "char(n) is filled with blanks, which count for its size and not for comparisons.",
        recipe: """
            ALTER TABLE users ADD COLUMN country text;
            """
    ) { column in
        ["char", "character", "bpchar"].contains(column.type) ? "is padded with blanks" : nil
    }
}
