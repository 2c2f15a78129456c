import FlotillaSQL
import FlotillaSchema
import Testing

@Suite("What is written for SQLite")
struct SQLiteRenderingTests {
    private let users: Table = {
        var table = Table(
            name: "users",
            columns: [
                Column("id", .integer(bits: 64), isNullable: false, identity: .autoIncrement),
                Column("email", .varchar(255), isNullable: false, collation: "NOCASE"),
                Column("state", .text, isNullable: false, default: "'new'"),
                Column("at", .timestamp(), default: "datetime('now')"),
            ])
        table.primaryKey = PrimaryKey(columns: ["id"])
        table.uniques = [UniqueConstraint(name: "uq_email", columns: ["email"])]
        table.checks = [CheckConstraint(expression: "state <> ''")]
        table.indexes = [Index(name: "ix_state", parts: [.init(.column("state"), isDescending: true)])]
        return table
    }()

    private let posts: Table = {
        var table = Table(
            name: "posts",
            columns: [Column("id", .integer(bits: 64), isNullable: false), Column("order", .integer(bits: 16))])
        table.primaryKey = PrimaryKey(columns: ["id"])
        return table
    }()

    private func render(_ changes: [Change], from: [Table], to: [Table]) -> [RenderedStatement] {
        var difference = SchemaDifference(from: Schema(engine: .sqlite), to: Schema(engine: .sqlite), changes: changes)
        difference.from.tables = from
        difference.to.tables = to
        return SQLiteRenderer().statements(for: difference)
    }

    /// One table, changed.
    private func render(_ edits: [TableEdit], from: Table, to: Table, beside others: [Table] = [])
        -> [RenderedStatement]
    {
        let change = Change.alterTable(TableChange(from: from, to: to, edits: edits))
        return render([change], from: [from] + others, to: [to] + others)
    }

    private func text(_ statements: [RenderedStatement]) -> String {
        statements.map { statement in
            var lines = ["-- " + statement.purpose + (statement.losesData ? " (loses data)" : "")]
            lines += statement.remarks.map { "-- " + $0 }
            return (lines + [statement.sql + ";"]).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    @Test("A table has one column a line, then its constraints, then its indexes")
    func creating() {
        #expect(
            text(render([.createTable(users)], from: [], to: [users])) == """
                -- create table users
                CREATE TABLE users (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    email VARCHAR(255) NOT NULL COLLATE NOCASE,
                    state TEXT NOT NULL DEFAULT 'new',
                    at DATETIME DEFAULT (datetime('now')),
                    CONSTRAINT uq_email UNIQUE (email),
                    CHECK (state <> '')
                );
                -- create table users
                CREATE INDEX ix_state ON users (state DESC);
                """)
    }

    @Test("A column and its foreign key come in one statement, with a word about rows that are there")
    func adding() {
        var after = posts
        after.columns.append(Column("author", .integer(bits: 64), isNullable: false))
        let key = ForeignKey(name: "fk", columns: ["author"], table: "users", referenced: ["id"], onDelete: .setNull)
        after.foreignKeys = [key]
        #expect(
            text(render([.addColumn(after.columns[2]), .addForeignKey(key)], from: posts, to: after, beside: [users]))
                == """
                -- add column posts.author
                -- fails if posts has rows: author is NOT NULL and has no default
                ALTER TABLE posts ADD COLUMN author INTEGER NOT NULL CONSTRAINT fk REFERENCES users (id) ON DELETE \
                SET NULL;
                """)
    }

    @Test("A column that nothing else names is renamed and dropped in place")
    func inPlace() {
        var after = posts
        after.columns[1].name = "place"
        #expect(
            text(render([.renameColumn(from: "order", to: "place")], from: posts, to: after))
                == "-- rename column posts.order to place\nALTER TABLE posts RENAME COLUMN \"order\" TO place;")
        after.columns.removeLast()
        #expect(
            text(render([.dropColumn(posts.columns[1])], from: posts, to: after))
                == "-- drop column posts.order (loses data)\nALTER TABLE posts DROP COLUMN \"order\";")
    }

    @Test("Many changes of one table make one new table, and rows of tables that refer to it are kept")
    func rebuilding() {
        var after = users
        after.columns[2].type = .varchar(8)
        after.columns.remove(at: 3)
        after.uniques = []
        var posts = posts
        posts.foreignKeys = [ForeignKey(columns: ["order"], table: "users", referenced: ["id"], onDelete: .setNull)]
        let statements = render(
            [
                .dropColumn(users.columns[3]), .alterColumn(from: users.columns[2], to: after.columns[2]),
                .dropUnique(users.uniques[0]),
            ], from: users, to: after, beside: [posts])
        let purposes = Set(statements.map(\.purpose))
        #expect(purposes == ["rebuild table users: drop column at, change column state, drop unique uq_email"])
        #expect(
            statements.flatMap(\.remarks) == [
                "fails where users has other columns than these: their values would be lost",
                "fails where users has an index or trigger that is not known here", "copies every row of users",
                "values of state become what VARCHAR(8) makes of them",
            ])
        #expect(statements.filter(\.losesData).map(\.sql) == ["DROP TABLE users"])
        #expect(
            statements.map { $0.sql + ";" }.joined(separator: "\n") == Self.rebuild)
    }

    private static let rebuild = """
        SELECT 'other columns of users would be lost', id, email, state, at
        FROM users
        WHERE 0
        UNION ALL
        SELECT '', *
        FROM users
        WHERE 0;
        SELECT json('other indexes or triggers of users would be lost: ' || name)
        FROM sqlite_schema
        WHERE type IN ('index', 'trigger') AND tbl_name = 'users' COLLATE NOCASE AND sql IS NOT NULL
          AND name NOT IN ('ix_state');
        PRAGMA defer_foreign_keys = ON;
        CREATE TABLE flotilla_new_users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            email VARCHAR(255) NOT NULL COLLATE NOCASE,
            state VARCHAR(8) NOT NULL DEFAULT 'new',
            CHECK (state <> '')
        );
        INSERT INTO flotilla_new_users (id, email, state)
        SELECT id, email, state
        FROM users;
        DELETE FROM sqlite_sequence WHERE name = 'flotilla_new_users';
        INSERT INTO sqlite_sequence (name, seq)
        SELECT 'flotilla_new_users', seq
        FROM sqlite_sequence
        WHERE name = 'users';
        CREATE TEMP TRIGGER flotilla_keep_posts_values BEFORE UPDATE ON main.posts
        BEGIN
            SELECT RAISE(IGNORE);
        END;
        DROP TABLE users;
        DROP TRIGGER temp.flotilla_keep_posts_values;
        PRAGMA legacy_alter_table = ON;
        ALTER TABLE flotilla_new_users RENAME TO users;
        PRAGMA legacy_alter_table = OFF;
        CREATE INDEX ix_state ON users (state DESC);
        PRAGMA defer_foreign_keys = OFF;
        """

    @Test("Tables come before those that refer to them, and go after them")
    func order() {
        var posts = posts
        posts.foreignKeys = [ForeignKey(columns: ["order"], table: "users", referenced: ["id"])]
        let comings = render([.createTable(posts), .createTable(users)], from: [], to: [posts, users])
        #expect(comings.map(\.purpose) == ["create table users", "create table users", "create table posts"])
        let goings = render([.dropTable(posts), .dropTable(users)], from: [posts, users], to: [])
        #expect(goings.map(\.sql) == ["DROP TABLE posts", "DROP TABLE users"])
    }

    @Test("Renames in a circle take a step aside")
    func circle() {
        let changes: [Change] = [.renameTable(from: "a", to: "b"), .renameTable(from: "b", to: "a")]
        let tables = [Table(name: "a"), Table(name: "b")]
        #expect(
            render(changes, from: tables, to: tables).map(\.sql) == [
                "ALTER TABLE a RENAME TO flotilla_renamed_a", "ALTER TABLE b RENAME TO a",
                "ALTER TABLE flotilla_renamed_a RENAME TO b",
            ])
    }

    @Test("What is written may stand in one script, and runs inside a transaction")
    func scripts() {
        var after = users
        after.columns[3].default = nil
        after.foreignKeys = [ForeignKey(columns: ["id"], table: "users", referenced: ["id"], onDelete: .cascade)]
        after.triggers = [
            Trigger(name: "g", definition: "CREATE TRIGGER g BEFORE DELETE ON users\nBEGIN\n    SELECT 1;\nEND")
        ]
        let statements = render(
            [.alterColumn(from: users.columns[3], to: after.columns[3]), .addForeignKey(after.foreignKeys[0])],
            from: users, to: after)
        let script = SQLScript(Array(statements.map(\.sql).joined(separator: ";\n").utf8), engine: .sqlite)
        #expect(script.statements.map { String(decoding: $0.bytes, as: UTF8.self) } == statements.map(\.sql))
        #expect(!script.statements.contains { $0.traits.needsNoTransaction })
        #expect(!statements.contains { $0.runsAlone })
    }
}
