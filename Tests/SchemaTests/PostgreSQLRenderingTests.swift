import FlotillaSchema
import Testing

@Suite("Changes in PostgreSQL's words")
struct PostgreSQLRenderingTests {
    @Test("a table is made with a line for each column, constraints at the end, in one statement with its foreign keys")
    func creation() {
        let sql = render(from: [], to: [Self.users, Self.orders]).map(\.sql)
        #expect(
            sql == [
                """
                CREATE TABLE users (
                    id serial NOT NULL,
                    email varchar(255) DEFAULT 'x'::character varying NOT NULL,
                    CONSTRAINT users_pkey PRIMARY KEY (id),
                    CONSTRAINT uq_email UNIQUE (email)
                )
                """,
                "COMMENT ON TABLE users IS 'who''s who'",
                "CREATE INDEX ix_lower ON users (lower(email) DESC) WHERE id > 0",
                """
                CREATE TABLE orders (
                    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 5) NOT NULL,
                    "user" integer,
                    CONSTRAINT orders_user_fkey FOREIGN KEY ("user") REFERENCES users (id) ON DELETE CASCADE
                )
                """,
            ])
    }

    @Test("tables that refer to each other get one of the foreign keys afterwards")
    func circle() {
        var users = Self.users
        users.foreignKeys = [ForeignKey(name: "fk", columns: ["id"], table: "orders", referenced: ["id"])]
        let sql = render(from: [], to: [users, Self.orders]).map(\.sql)
        #expect(sql.last == "ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES orders (id)")
    }

    @Test("an index of a table that exists is built and dropped concurrently, last")
    func indexes() {
        let statements = render([
            .dropIndex(Index(name: "old", parts: [.init(.column("id"))])),
            .addIndex(Index(name: "new", parts: [.init(.column("email"), hasNullsFirst: true)], isUnique: true)),
            .addColumn(Column("age", .integer(bits: 32))),
        ])
        #expect(
            statements.map(\.sql) == [
                "ALTER TABLE users ADD COLUMN age integer",
                "CREATE UNIQUE INDEX CONCURRENTLY new ON users (email NULLS FIRST)", "DROP INDEX CONCURRENTLY old",
            ])
        #expect(statements.map(\.runsAlone) == [false, true, true])
        #expect(statements[1].purpose == "create index new of users")
    }

    @Test("an index that changes is there until the new one can do its work")
    func changedIndex() {
        let sql = render([
            .dropIndex(Index(name: "ix", parts: [.init(.column("id"))])),
            .addIndex(Index(name: "ix", parts: [.init(.column("email"))])),
        ]).map(\.sql)
        #expect(
            sql == [
                "CREATE INDEX CONCURRENTLY ix_new ON users (email)", "DROP INDEX CONCURRENTLY ix",
                "ALTER INDEX ix_new RENAME TO ix",
            ])
    }

    @Test("an index that goes with its column is dropped with it")
    func indexOfColumn() {
        let sql = render([
            .dropIndex(Index(name: "ix", parts: [.init(.column("id")), .init(.expression("lower(email)"))])),
            .dropColumn(Column("email", .varchar(255))),
        ]).map(\.sql)
        #expect(sql == ["DROP INDEX ix", "ALTER TABLE users DROP COLUMN email"])
    }

    @Test("foreign keys and checks are added without a look at the rows, and validated by statements of their own")
    func validation() {
        let statements = render([
            .addForeignKey(ForeignKey(columns: ["id"], table: "people", referenced: ["id"], onDelete: .setNull)),
            .addCheck(CheckConstraint(name: "ck", expression: "id > 0")),
        ])
        #expect(
            statements.map(\.sql) == [
                "ALTER TABLE users ADD CONSTRAINT ck CHECK (id > 0) NOT VALID",
                "ALTER TABLE users ADD CONSTRAINT users_id_fkey FOREIGN KEY (id) REFERENCES people (id) "
                    + "ON DELETE SET NULL NOT VALID",
                "ALTER TABLE users VALIDATE CONSTRAINT users_id_fkey", "ALTER TABLE users VALIDATE CONSTRAINT ck",
            ])
        #expect(statements.map(\.runsAlone) == [false, false, true, true])
    }

    @Test("a unique constraint takes over an index that was built on the side")
    func unique() {
        let statements = render([
            .addUnique(UniqueConstraint(name: "uq", columns: ["id", "email"], deferral: .initiallyDeferred))
        ])
        #expect(
            statements.map(\.sql) == [
                "CREATE UNIQUE INDEX CONCURRENTLY uq ON users (id, email)",
                "ALTER TABLE users ADD CONSTRAINT uq UNIQUE USING INDEX uq DEFERRABLE INITIALLY DEFERRED",
            ])
        #expect(statements.map(\.runsAlone) == [true, false])
    }

    @Test("a key stays until the index of the one in its place is there, and a foreign key with it")
    func replacedKey() {
        var orders = Self.orders
        orders.foreignKeys = []
        let key = PrimaryKey(name: "users_pkey", columns: ["id"])
        let reference = ForeignKey(name: "fk", columns: ["user"], table: "users", referenced: ["id"])
        let statements = render(
            .alterTable(TableChange(from: orders, to: orders, edits: [.dropForeignKey(reference)])),
            .alterTable(
                TableChange(
                    from: Self.users, to: Self.users,
                    edits: [
                        .dropPrimaryKey(key), .addPrimaryKey(PrimaryKey(name: "users_pkey", columns: ["email"])),
                    ])))
        #expect(
            statements.map(\.sql) == [
                "CREATE UNIQUE INDEX CONCURRENTLY users_pkey_new ON users (email)",
                "ALTER TABLE orders DROP CONSTRAINT fk", "ALTER TABLE users DROP CONSTRAINT users_pkey",
                "ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_pkey_new",
            ])
        #expect(statements.map(\.runsAlone) == [true, false, false, false])
    }

    @Test("a column refuses NULL by way of a check")
    func notNull() {
        let statements = render([
            .alterColumn(from: Column("a", .text), to: Column("a", .text, isNullable: false))
        ])
        #expect(
            statements.map(\.sql) == [
                "ALTER TABLE users ADD CONSTRAINT users_a_not_null CHECK (a IS NOT NULL) NOT VALID",
                "ALTER TABLE users VALIDATE CONSTRAINT users_a_not_null",
                "ALTER TABLE users ALTER COLUMN a SET NOT NULL",
                "ALTER TABLE users DROP CONSTRAINT users_a_not_null",
            ])
        #expect(statements[1].remarks == ["fails where a value is NULL"])
    }

    @Test(
        "a type changes by a cast where the server has none of its own, and a remark says what it costs",
        arguments: [
            (.varchar(10), .varchar(20), "varchar(20)", false, false), (.varchar(10), .text, "text", false, false),
            (.varchar(20), .varchar(10), "varchar(10)", true, false),
            (.integer(bits: 32), .integer(bits: 64), "bigint", true, false),
            (.text, .uuid, "uuid USING a::uuid", true, false),
            (.date, .integer(bits: 32), "integer USING a::text::integer", true, false),
            (.integer(bits: 64), .boolean, "boolean USING a::text::boolean", true, true),
            (.decimal(precision: 9, scale: 4), .decimal(precision: 9, scale: 2), "numeric(9,2)", true, true),
            (.timestamp(), .date, "date", true, true), (.text, .boolean, "boolean USING a::boolean", true, true),
            (.json(), .json(isBinary: true), "jsonb", true, true),
            (.other("bit(8)"), .other("bit(4)"), "bit(4) USING a::text::bit(4)", true, true),
            (.decimal(precision: 9), .decimal(), "numeric", false, false),
        ] as [(ColumnType, ColumnType, String, Bool, Bool)])
    func types(_ from: ColumnType, _ to: ColumnType, _ sql: String, _ isRewritten: Bool, _ losesData: Bool) {
        let statements = render([.alterColumn(from: Column("a", from), to: Column("a", to))])
        #expect(statements.map(\.sql) == ["ALTER TABLE users ALTER COLUMN a TYPE \(sql)"])
        #expect(statements.first?.remarks.isEmpty == !isRewritten && statements.first?.losesData == losesData)
    }

    @Test("values are added to an enum where they belong")
    func enumValues() {
        let statements = render(
            .alterEnum(
                from: EnumType(name: "mood", values: ["b", "d"]),
                to: EnumType(name: "mood", values: ["a", "b", "c", "d", "e"])))
        #expect(
            statements.map(\.sql) == [
                "ALTER TYPE mood ADD VALUE 'a' BEFORE 'b'", "ALTER TYPE mood ADD VALUE 'c' AFTER 'b'",
                "ALTER TYPE mood ADD VALUE 'e'",
            ])
    }

    @Test("a value that something else uses is committed before, and one that nothing uses is not")
    func enumValuesInUse() {
        let change = Change.alterEnum(
            from: EnumType(name: "mood", values: ["a"]), to: EnumType(name: "mood", values: ["a", "b"]))
        var new = Table(name: "t", columns: [Column("mood", .named("mood"), default: "'b'::mood")])
        let used = render(change, .createTable(new))
        #expect(used.first?.sql == "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'b'" && used.first?.runsAlone == true)
        new.columns[0].default = "'a'::mood"
        #expect(render(change, .createTable(new)).allSatisfy { !$0.runsAlone })
    }

    @Test("tables go before those that they refer to, and are marked as lost")
    func drops() {
        let statements = render(from: [Self.users, Self.orders], to: [])
        #expect(statements.map(\.sql) == ["DROP TABLE orders", "DROP TABLE users"])
        #expect(statements.allSatisfy { $0.losesData })
    }

    @Test("a table is renamed before anything else")
    func renames() {
        let change = TableChange(
            from: Self.users, to: Self.users,
            edits: [.renameColumn(from: "mail", to: "email"), .dropCheck(CheckConstraint(name: "c", expression: "x"))])
        let sql = render(.renameTable(from: "people", to: "users"), .alterTable(change)).map(\.sql)
        #expect(
            sql == [
                "ALTER TABLE people RENAME TO users", "ALTER TABLE users RENAME COLUMN mail TO email",
                "ALTER TABLE users DROP CONSTRAINT c",
            ])
    }

    @Test("a partitioned table has no gentle way for an index, which a remark says")
    func partitioned() {
        var events = Table(name: "events", columns: [Column("at", .date)])
        events.options = [TableOption("PARTITION BY", "RANGE (at)")]
        let edits: [TableEdit] = [.addIndex(Index(name: "ix", parts: [.init(.column("at"))]))]
        let statements = render(.alterTable(TableChange(from: events, to: events, edits: edits)))
        #expect(statements.map(\.sql) == ["CREATE INDEX ix ON events (at)"])
        #expect(statements.first?.remarks.isEmpty == false && statements.first?.runsAlone == false)
    }

    // MARK: Literals

    private static let users: Table = {
        var table = Table(
            name: "users",
            columns: [
                Column("id", .integer(bits: 32), isNullable: false, identity: .serial(SequenceOptions())),
                Column("email", .varchar(255), isNullable: false, default: "'x'::character varying"),
            ])
        table.primaryKey = PrimaryKey(name: "users_pkey", columns: ["id"])
        table.uniques = [UniqueConstraint(name: "uq_email", columns: ["email"])]
        table.indexes = [
            Index(
                name: "ix_lower", parts: [.init(.expression("lower(email)"), isDescending: true)], predicate: "id > 0")
        ]
        table.comment = "who's who"
        return table
    }()

    private static let orders: Table = {
        let identity = Identity.always(SequenceOptions(start: 5))
        var table = Table(
            name: "orders",
            columns: [
                Column("id", .integer(bits: 64), isNullable: false, identity: identity),
                Column("user", .integer(bits: 32)),
            ])
        table.foreignKeys = [
            ForeignKey(
                name: "orders_user_fkey", columns: ["user"], table: "users", referenced: ["id"], onDelete: .cascade)
        ]
        return table
    }()

    private func render(from: [Table], to: [Table]) -> [RenderedStatement] {
        var old = Schema(engine: .postgresql)
        old.tables = from
        var new = Schema(engine: .postgresql)
        new.tables = to
        let changes: [Change] = from.map { .dropTable($0) } + to.map { .createTable($0) }
        return PostgreSQLRenderer().statements(for: SchemaDifference(from: old, to: new, changes: changes))
    }

    /// Edits of `users`.
    private func render(_ edits: [TableEdit]) -> [RenderedStatement] {
        render(.alterTable(TableChange(from: Self.users, to: Self.users, edits: edits)))
    }

    private func render(_ changes: Change...) -> [RenderedStatement] {
        let schema = Schema(engine: .postgresql)
        return PostgreSQLRenderer().statements(for: SchemaDifference(from: schema, to: schema, changes: changes))
    }
}
