import FlotillaSQL
import FlotillaSchema
import Testing

@Suite("Differences in words")
struct ChangeSummaryTests {
    private func summary(_ from: Schema, _ to: Schema) -> ChangeSummary {
        ChangeSummary(SchemaComparison.difference(from: from, to: to))
    }

    private func words(_ from: Table, _ to: Table, _ engine: Engine = .postgresql) -> [String] {
        summary(schema(engine, from), schema(engine, to)).lines.map(\.text)
    }

    @Test("Columns: what comes, what goes, each property that changes")
    func columns() {
        let before = table(
            "users", id, Column("name", .varchar(100), default: "''::text"), Column("bio", .text),
            Column("n", .integer(bits: 32)))
        let after = table(
            "users", Column("id", .integer(bits: 64), isNullable: false, identity: .always(SequenceOptions(start: 5))),
            Column("name", .text, isNullable: false, collation: "C", comment: "in full"),
            Column("email", .varchar(255), isNullable: false, default: "'x'"),
            Column("n", .integer(bits: 32), generated: Generated("id + 1", isStored: true)))
        #expect(
            words(before, after) == [
                "remove column users.bio",
                "change type of users.id: integer -> bigint",
                "change identity of users.id: none -> identity always (start 5)",
                "change generation of users.n: none -> stored (id + 1)",
                "change type of users.name: varchar(100) -> text",
                "change nullability of users.name: null -> not null",
                "change default of users.name: ''::text -> none",
                "change collation of users.name: none -> C",
                "change comment of users.name: none -> in full",
                "add column users.email (varchar(255), not null, default 'x')",
            ])
    }

    @Test("What belongs to a table: keys, constraints, indexes, triggers, options, comment")
    func parts() {
        let before = table("posts", id) {
            $0.primaryKey = PrimaryKey(name: "pk", columns: ["id"])
            $0.indexes = [Index(name: "ix_a", parts: [Index.Part(.column("id"))])]
            $0.uniques = [UniqueConstraint(columns: ["id"])]
        }
        let after = table("posts", id) {
            $0.primaryKey = PrimaryKey(name: "pk", columns: ["id", "no"])
            $0.foreignKeys = [
                ForeignKey(name: "fk", columns: ["id"], table: "users", referenced: ["id"], onDelete: .setNull)
            ]
            $0.indexes = [
                Index(
                    name: "ix_b",
                    parts: [Index.Part(.column("id"), isDescending: true), Index.Part(.expression("lower(a)"))],
                    isUnique: true, method: "gist", predicate: "id > 0")
            ]
            $0.triggers = [Trigger(name: "tr", definition: "CREATE TRIGGER …")]
            $0.comment = "texts"
            $0.options = [TableOption("WITHOUT ROWID")]
        }
        #expect(
            words(before, after) == [
                "change primary key of posts: (id) -> (id, no)",
                "remove unique of posts (id)",
                "add foreign key fk of posts (id) -> users (id) on delete set null",
                "remove index ix_a of posts",
                "add unique index ix_b of posts (id desc, lower(a)) using gist where id > 0",
                "add trigger tr of posts",
                "change comment of table posts: none -> texts",
                "change option of table posts: none -> WITHOUT ROWID",
            ])
    }

    @Test("What goes while another of its name comes has changed: constraints, indexes, triggers")
    func partsOfOneName() {
        let before = table("posts", id) {
            $0.uniques = [UniqueConstraint(name: "uq", columns: ["a"])]
            $0.foreignKeys = [ForeignKey(name: "fk", columns: ["a"], table: "users", referenced: ["id"])]
            $0.checks = [CheckConstraint(name: "ck", expression: "a > 0"), CheckConstraint(expression: "b > 0")]
            $0.indexes = [Index(name: "ix", parts: [Index.Part(.column("a"))])]
            $0.triggers = [Trigger(name: "tr", definition: "CREATE TRIGGER tr … a()")]
        }
        let after = table("posts", id) {
            $0.uniques = [UniqueConstraint(name: "uq", columns: ["b"])]
            $0.foreignKeys = [
                ForeignKey(name: "fk", columns: ["a"], table: "users", referenced: ["id"], onDelete: .cascade)
            ]
            $0.checks = [
                CheckConstraint(name: "ck", expression: "a > 0", isEnforced: false),
                CheckConstraint(expression: "b > 1"),
            ]
            $0.indexes = [Index(name: "ix", parts: [Index.Part(.column("a"))], isUnique: true)]
            $0.triggers = [Trigger(name: "tr", definition: "CREATE TRIGGER tr … a()", state: "DISABLE")]
        }
        let lines = summary(schema(.postgresql, before), schema(.postgresql, after)).lines
        #expect(
            Set(lines.map(\.text)) == [
                "change unique uq of posts: (a) -> (b)",
                "change foreign key fk of posts: (a) -> users (id) -> (a) -> users (id) on delete cascade",
                "change check ck of posts: (a > 0) -> (a > 0) not enforced",
                "change check of posts: (b > 0) -> (b > 1)",
                "change unique index ix of posts: (a) -> unique (a)",
                "change trigger tr of posts: CREATE TRIGGER tr … a() -> CREATE TRIGGER tr … a() (disable)",
            ])
        #expect(lines.allSatisfy { $0.kind == .change && !$0.isCut })
    }

    @Test("Of several without a name nobody knows which has changed")
    func partsWithoutNames() {
        let lines = words(
            table("t", id) { $0.checks = [CheckConstraint(expression: "a"), CheckConstraint(expression: "b")] },
            table("t", id) { $0.checks = [CheckConstraint(expression: "c"), CheckConstraint(expression: "d")] })
        #expect(
            lines == ["remove check of t (a)", "remove check of t (b)", "add check of t (c)", "add check of t (d)"])
    }

    @Test("What belongs to no table comes first, each table is a group")
    func groups() {
        var before = schema(.postgresql, table("old", id), table("users", id))
        before.enums = [EnumType(name: "mood", values: ["a", "b"])]
        before.views = [View(name: "v", query: "SELECT 1")]
        var after = schema(.postgresql, table("posts", id, email), table("users", id, email))
        after.enums = [EnumType(name: "mood", values: ["b", "c"])]
        after.views = [View(name: "v", query: "SELECT\n  2")]
        after.routines = [Routine(name: "f", signature: "integer", definition: "CREATE FUNCTION …")]
        let summary = summary(before, after)
        #expect(summary.groups.map(\.table) == [nil, "old", "posts", "users"])
        #expect(
            summary.lines.map(\.text) == [
                "change values of enum mood: a, b -> b, c", "change query of view v", "add function f(integer)",
                "remove table old (1 column)", "add table posts (2 columns)", "add column users.email (varchar(255))",
            ])
        #expect(summary.lines.map(\.losesData) == [false, false, false, true, false, false])
        #expect(summary.losesData)
    }

    @Test("A line is one line, and not too long")
    func linesAreShort() {
        let check = CheckConstraint(
            name: "ck", expression: "a IN (\n  'x',\n  '\(String(repeating: "y", count: 100))')")
        let line = words(table("t", id), table("t", id) { $0.checks = [check] })[0]
        #expect(line.hasPrefix("add check ck of t (a IN ( 'x', 'yyy"))
        #expect(line.hasSuffix("yyy…"))
        #expect(line.count < 100)
    }

    @Test("Types are spelled as is wished")
    func typesAreSpelled() {
        let difference = SchemaComparison.difference(
            from: schema(.mysql, table("t", Column("a", .integer(bits: 32)))),
            to: schema(.mysql, table("t", Column("a", .integer(bits: 64)))))
        let summary = ChangeSummary(difference, spelling: { $0 == .integer(bits: 32) ? "int(11)" : "bigint(20)" })
        #expect(summary.lines.map(\.text) == ["change type of t.a: int(11) -> bigint(20)"])
        #expect(summary.lines[0].property == "type")
        #expect(summary.lines[0].from == "int(11)")
    }
}
