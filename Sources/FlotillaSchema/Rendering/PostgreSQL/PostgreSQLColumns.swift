/// Columns of tables that exist.
enum PostgreSQLColumns {
    /// What `CREATE TABLE` and `ADD COLUMN` have no words for.
    static func afterCreation(_ column: Column, in table: ObjectName) -> [String] {
        let start = "ALTER TABLE \(PostgreSQLNames.quoted(table)) ALTER COLUMN \(PostgreSQLNames.quoted(column.name)) "
        var statements = column.others.filter { !$0.hasPrefix("COMPRESSION ") }.map { start + "SET " + $0 }
        if let options = column.serial {
            statements += sequence(of: column, in: table, PostgreSQLClauses.options(options))
            if column.isNullable { statements.append(start + "DROP NOT NULL") }
        }
        return statements + PostgreSQLComments.statement(target(column, table), column.comment)
    }

    static func target(_ column: Column, _ table: ObjectName) -> String {
        "COLUMN \(PostgreSQLNames.quoted(table)).\(PostgreSQLNames.quoted(column.name))"
    }

    /// Changes the sequence of a serial column, whatever it is called: a table that was renamed keeps the sequence's name.
    static func sequence(of column: Column, in table: ObjectName, _ words: [String]) -> [String] {
        words.isEmpty ? [] : [onSequence(of: column, in: table, "ALTER SEQUENCE %s " + words.joined(separator: " "))]
    }

    static func onSequence(of column: Column, in table: ObjectName, _ statement: String) -> String {
        """
        DO $$
        BEGIN
            EXECUTE format(\(PostgreSQLNames.literal(statement)), \(sequenceName(of: column, in: table)));
        END
        $$
        """
    }

    static func sequenceName(of column: Column, in table: ObjectName) -> String {
        let path = PostgreSQLNames.literal(PostgreSQLNames.quoted(table))
        return "pg_get_serial_sequence(\(path), \(PostgreSQLNames.literal(column.name)))"
    }

    /// Lets a sequence that was just made go on behind the values that are there.
    static func advance(_ column: Column, in table: ObjectName) -> String {
        let name = PostgreSQLNames.quoted(column.name)
        return "SELECT setval(\(sequenceName(of: column, in: table)), "
            + "(SELECT max(\(name)) + 1 FROM \(PostgreSQLNames.quoted(table))), false)"
    }
}
