import FlotillaSQL
import FlotillaSchema
import Testing

@Suite("Comparison of constraints")
struct ConstraintTests {
    private func edits(_ engine: Engine = .postgresql, from: Table, to: Table) -> [TableEdit] {
        let difference = SchemaComparison.difference(from: schema(engine, from), to: schema(engine, to))
        #expect(difference.applied().comparable == schema(engine, to).comparable)
        guard case .alterTable(let change)? = difference.changes.first else { return [] }
        return change.edits
    }

    static let madeNames: [(Engine, String, String)] = [
        (.postgresql, "users_email_key", "users_email_key1"), (.postgresql, "users_email_key", "people_mail_key"),
        (.mysql, "email", "email_2"),
    ]

    @Test("Which name an engine gave to a constraint is no difference", arguments: madeNames)
    func madeNamesAreNone(engine: Engine, one: String, other: String) {
        let left = table("users", email) { $0.uniques = [UniqueConstraint(name: one, columns: ["email"])] }
        let right = table("users", email) { $0.uniques = [UniqueConstraint(name: other, columns: ["email"])] }
        let unnamed = table("users", email) { $0.uniques = [UniqueConstraint(columns: ["email"])] }
        #expect(edits(engine, from: left, to: right) == [])
        #expect(edits(engine, from: left, to: unnamed) == [])
    }

    @Test(
        "Names that engines give are known",
        arguments: [
            (Engine.postgresql, "t_a_fkey", "t_check"), (.postgresql, "t_a_fkey12", "t_a_check3"),
            (.mysql, "t_ibfk_1", "t_chk_1"), (.mysql, "t_ibfk_1", "CONSTRAINT_1"),
        ])
    func formsAreKnown(engine: Engine, key: String, check: String) {
        let made = table("t", id) {
            $0.foreignKeys = [ForeignKey(name: key, columns: ["id"], table: "t", referenced: ["id"])]
            $0.checks = [CheckConstraint(name: check, expression: "id > 0")]
        }
        let unnamed = table("t", id) {
            $0.foreignKeys = [ForeignKey(columns: ["id"], table: "t", referenced: ["id"])]
            $0.checks = [CheckConstraint(expression: "id > 0")]
        }
        #expect(edits(engine, from: made, to: unnamed) == [])
    }

    @Test("A name that somebody chose is a difference, in SQLite too")
    func chosenNamesCount() {
        let named = UniqueConstraint(name: "uq_email", columns: ["email"])
        let unnamed = UniqueConstraint(columns: ["email"])
        let left = table("users", email) { $0.uniques = [unnamed] }
        let right = table("users", email) { $0.uniques = [named] }
        #expect(edits(.sqlite, from: left, to: right) == [.dropUnique(unnamed), .addUnique(named)])
    }

    @Test("What changes is dropped under the name it has and added under the name it gets")
    func changesKeepTheirNames() {
        let old = CheckConstraint(name: "t_check", expression: "id > 0")
        let new = CheckConstraint(name: "t_id_check", expression: "id > 1")
        let found = edits(from: table("t", id) { $0.checks = [old] }, to: table("t", id) { $0.checks = [new] })
        #expect(found == [.dropCheck(old), .addCheck(new)])
    }

    @Test("A constraint that stays makes room when another one comes with its name")
    func namesDoNotCollide() {
        let stays = CheckConstraint(name: "t_check", expression: "id > 0")
        let elsewhere = CheckConstraint(name: "t_check1", expression: "id > 0")
        let comes = CheckConstraint(name: "t_check", expression: "id < 9")
        let found = edits(
            from: table("t", id) { $0.checks = [stays] }, to: table("t", id) { $0.checks = [elsewhere, comes] })
        #expect(Set(found) == [.dropCheck(stays), .addCheck(elsewhere), .addCheck(comes)])
    }

    @Test("Of two constraints that say the same, one may go")
    func doublesAreCounted() {
        let check = CheckConstraint(expression: "id > 0")
        let found = edits(
            .sqlite, from: table("t", id) { $0.checks = [check, check] }, to: table("t", id) { $0.checks = [check] })
        #expect(found == [.dropCheck(check)])
    }

    @Test("SQLite's reference to a table alone means its primary key")
    func shortReferencesAreLong() {
        func posts(_ referenced: [String]) -> Table {
            table("posts", id) {
                $0.foreignKeys = [ForeignKey(columns: ["id"], table: "users", referenced: referenced)]
            }
        }
        let users = table("users", id) { $0.primaryKey = PrimaryKey(columns: ["id"]) }
        let short = schema(.sqlite, posts([]), users)
        let long = schema(.sqlite, posts(["id"]), users)
        #expect(SchemaComparison.difference(from: short, to: long).isEmpty)
        #expect(short.fingerprintText == long.fingerprintText)
    }

    @Test("Names that only Unicode takes for equal are two names")
    func namesAreExact() {
        let one = schema(.postgresql, table("t", Column("\u{E9}", .text), Column("e\u{301}", .uuid)))
        let other = schema(.postgresql, table("t", Column("\u{E9}", .uuid), Column("e\u{301}", .text)))
        let difference = SchemaComparison.difference(from: one, to: other)
        #expect(ChangeSummary(difference).lines.count == 2)
        #expect(SchemaComparison.difference(from: one, to: one).isEmpty)
    }

    @Test("A schema that was put together with names twice is compared, not refused")
    func doubleNamesAreNoTrap() {
        let one = schema(.sqlite, table("t", id, id), table("t", email))
        let other = schema(.sqlite, table("t", id))
        let difference = SchemaComparison.difference(from: one, to: other)
        #expect(ChangeSummary(difference).lines.count == 2)
    }
}
