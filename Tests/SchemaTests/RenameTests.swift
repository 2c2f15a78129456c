import FlotillaSQL
import FlotillaSchema
import Testing

@Suite("Renames")
struct RenameTests {
    private let before = schema(
        .postgresql,
        table("users", id, email) {
            $0.checks = [CheckConstraint(name: "ck", expression: "length((email)::text) > 3")]
            $0.indexes = [Index(name: "ix", parts: [Index.Part(.expression("lower((email)::text)"))])]
        },
        table("posts", id) {
            $0.foreignKeys = [ForeignKey(name: "fk", columns: ["id"], table: "users", referenced: ["id"])]
        })
    private let after = schema(
        .postgresql,
        table("people", id, Column("mail", .varchar(255))) {
            $0.checks = [CheckConstraint(name: "ck", expression: "length((mail)::text) > 3")]
            $0.indexes = [Index(name: "ix", parts: [Index.Part(.expression("lower((mail)::text)"))])]
        },
        table("posts", id) {
            $0.foreignKeys = [ForeignKey(name: "fk", columns: ["id"], table: "people", referenced: ["id"])]
        })

    private func error(_ renames: Rename...) -> RenameError? {
        do {
            _ = try SchemaComparison.difference(from: before, to: after, options: ComparisonOptions(renames: renames))
            return nil
        } catch { return error }
    }

    @Test("A rename that is said is all that is found, under either name of the table", arguments: ["users", "people"])
    func renamesAreFollowed(name: String) throws {
        let options = ComparisonOptions(renames: [
            .column(table: ObjectName(name), from: "email", to: "mail"), .table(from: "users", to: "people"),
        ])
        let difference = try SchemaComparison.difference(from: before, to: after, options: options)
        #expect(
            ChangeSummary(difference).lines.map(\.text) == [
                "rename table users -> people", "rename column people.email -> mail",
            ])
        #expect(difference.applied().comparable == after.comparable)
        let change = try #require(
            difference.changes.compactMap { if case .alterTable(let change) = $0 { change } else { nil } }.first)
        #expect(change.from.name == "people")
        #expect(change.from.columns == before.tables[0].columns)
        let back = try SchemaComparison.difference(from: after, to: before, options: options.reversed)
        #expect(back.applied().comparable == before.comparable)
    }

    @Test("Without it, the table goes and another one comes")
    func nothingIsGuessed() {
        let words = ChangeSummary(SchemaComparison.difference(from: before, to: after)).lines.map(\.text)
        #expect(words.contains("remove table users (2 columns)"))
        #expect(words.contains("add table people (2 columns)"))
    }

    @Test("MySQL's family follows no rename in an expression, so that is replaced")
    func mysqlFollowsNoText() throws {
        let from = schema(.mysql, table("t", id) { $0.checks = [CheckConstraint(name: "ck", expression: "`id` > 0")] })
        let to = schema(
            .mysql,
            table("t", Column("no", .integer(bits: 32), isNullable: false)) {
                $0.checks = [CheckConstraint(name: "ck", expression: "`no` > 0")]
            })
        let difference = try SchemaComparison.difference(
            from: from, to: to, options: ComparisonOptions(renames: [.column(table: "t", from: "id", to: "no")]))
        #expect(
            ChangeSummary(difference).lines.map(\.text) == [
                "rename column t.id -> no", "change check ck of t: (`id` > 0) -> (`no` > 0)",
            ])
    }

    @Test("Strings, functions and parts of words that are spelled like a renamed column stay")
    func onlyNamesAreFollowed() throws {
        func check(_ expression: String, _ column: String) -> Schema {
            schema(
                .postgresql,
                table("t", Column(column, .text)) { $0.checks = [CheckConstraint(name: "ck", expression: expression)] })
        }
        let difference = try SchemaComparison.difference(
            from: check("lower(lower) <> 'lower'::text AND lower_ AND \"lower\" > 'it''s lower'", "lower"),
            to: check("lower(\"Up\") <> 'lower'::text AND lower_ AND \"Up\" > 'it''s lower'", "Up"),
            options: ComparisonOptions(renames: [.column(table: "t", from: "lower", to: "Up")]))
        #expect(ChangeSummary(difference).lines.map(\.text) == ["rename column t.lower -> Up"])
    }

    @Test("A rename that does not fit says why and what may have been meant")
    func renamesAreChecked() {
        let unknown = error(.table(from: "user", to: "people"))
        #expect(unknown?.reason == .oldIsUnknown)
        #expect(unknown?.nearMisses == ["users"])
        #expect(error(.table(from: "posts", to: "people"))?.reason == .oldIsWantedStill)
        #expect(error(.table(from: "users", to: "persons"))?.reason == .newIsUnknown)
        #expect(error(.table(from: "users", to: "persons"))?.nearMisses == ["people"])
        #expect(error(.table(from: "users", to: "posts"))?.reason == .newIsThereAlready)
        #expect(error(.table(from: "users", to: "people"), .table(from: "users", to: "people"))?.reason == .isSaidTwice)
        #expect(error(.column(table: "user", from: "email", to: "mail"))?.reason == .tableIsUnknown)
        #expect(error(.column(table: "posts", from: "id", to: "mail"))?.reason == .oldIsWantedStill)
        #expect(
            error(.table(from: "users", to: "posts"), .table(from: "posts", to: "people"))?.reason == .changesPlaces)
        let column = error(.table(from: "users", to: "people"), .column(table: "people", from: "emial", to: "mail"))
        #expect(column?.reason == .oldIsUnknown)
        #expect(column?.nearMisses == ["email"])
    }

    @Test("What looks like a rename is offered, the likeliest first, and applied by nobody")
    func candidatesAreOffered() {
        let from = schema(.postgresql, table("t", id, email, Column("born", .date), Column("x", .uuid)))
        let to = schema(
            .postgresql,
            table("t", id, Column("email_address", .varchar(255)), Column("birthday", .date), Column("y", .json())))
        let difference = SchemaComparison.difference(from: from, to: to)
        let candidates = difference.renameCandidates
        #expect(
            candidates.map(\.rename) == [
                .column(table: "t", from: "email", to: "email_address"),
                .column(table: "t", from: "born", to: "birthday"),
            ])
        #expect(difference.changes.count == 1)
    }

    @Test("A table with most of its columns is offered under its new name, and not beside one that is taken")
    func tablesAreOffered() {
        let columns = [id, email, Column("a", .text), Column("b", .text), Column("c", .text)]
        let from = schema(.sqlite, Table(name: "users", columns: columns))
        let to = schema(
            .sqlite, Table(name: "accounts", columns: Array(columns.dropLast())), table("tags", Column("tag", .text)))
        let candidates = SchemaComparison.difference(from: from, to: to).renameCandidates
        #expect(candidates.map(\.rename) == [.table(from: "users", to: "accounts")])
        let other = RenameCandidate(rename: .table(from: "users", to: "tags"), likeness: 1)
        #expect(candidates.first?.excludes(other) == true)
    }
}
