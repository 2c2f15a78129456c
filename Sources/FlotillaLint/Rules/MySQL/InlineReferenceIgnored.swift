extension LintRule {
    static let inlineReferenceIgnored = eachColumn(
        "inline-reference-ignored", .error, [.mysql],
        prevents: """
            MySQL before 9.0 and MariaDB before 10.5 read REFERENCES behind a column and make no foreign key of it.
            """,
        recipe: """
            CREATE TABLE orders (
                id bigint PRIMARY KEY, user_id bigint, FOREIGN KEY (user_id) REFERENCES users (id)
            );
            """
    ) { column in
        column.references.map { "refers to \($0) in a way that some servers ignore" }
    }
}
