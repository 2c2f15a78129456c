import FlotillaSQL
import FlotillaSchema
import Foundation
import SchemaSamples
import Testing

/// The words of the vectors, on which the tests against servers count.
@Suite("Vocabulary of the vectors")
struct VocabularyTests {
    private func entries(_ lines: String...) throws -> Set<VocabularyEntry> {
        Set(try lines.map { try JSONDecoder().decode(VocabularyEntry.self, from: Data($0.utf8)) })
    }

    private let unique = UniqueConstraint(name: "uq", columns: ["email"])

    @Test("A difference is said in the words of the vectors")
    func differencesAreSaid() throws {
        let index = Index(name: "ix", parts: [Index.Part(.column("id"))])
        let before = schema(
            .postgresql,
            table("users", id, email) {
                $0.uniques = [unique]
                $0.primaryKey = PrimaryKey(columns: ["id"])
            },
            table("old", id) { $0.indexes = [index] })
        let after = schema(
            .postgresql,
            table("users", id, Column("email", .text, isNullable: false, default: "''"), Column("age", .date)) {
                $0.foreignKeys = [
                    ForeignKey(name: "fk", columns: ["id"], table: "t", referenced: ["id"], onDelete: .cascade)
                ]
                $0.primaryKey = PrimaryKey(columns: ["id", "email"])
                $0.checks = [CheckConstraint(name: "ck", expression: "id > 0")]
                $0.comment = "c"
            })
        let found = VocabularyEntry.entries(of: SchemaComparison.difference(from: before, to: after))
        let wanted = try entries(
            #"{"op": "remove_table", "table": "old", "columns": ["id"]}"#,
            #"{"op": "remove_index", "table": "old", "name": "ix", "columns": ["id"], "with_table": true}"#,
            #"{"op": "add_column", "table": "users", "name": "age", "type": "DATE", "nullable": true}"#,
            #"{"op": "modify_type", "table": "users", "name": "email", "from": "VARCHAR(255)", "to": "TEXT"}"#,
            #"{"op": "modify_nullable", "table": "users", "name": "email", "from": true, "to": false}"#,
            #"{"op": "modify_default", "table": "users", "name": "email", "from": null, "to": "''"}"#,
            #"{"op": "modify_pk", "table": "users", "from": ["id"], "to": ["id", "email"]}"#,
            #"{"op": "remove_unique", "table": "users", "name": "uq", "columns": ["email"]}"#,
            #"""
            {"op": "add_fk", "table": "users", "name": "fk", "columns": ["id"], "ref_table": "t", "ref_columns": ["id"],
             "ondelete": "CASCADE"}
            """#,
            #"{"op": "add_check", "table": "users", "name": "ck", "expression": "id > 0"}"#,
            #"{"op": "modify_table_comment", "table": "users", "from": null, "to": "c"}"#)
        #expect(Set(found) == wanted)
        #expect(found.count == wanted.count)
    }

    @Test("Names of constraints do not matter where the rule looks at columns")
    func constraintsAreToldByColumns() throws {
        let one = try entries(
            #"{"op": "remove_fk", "table": "a", "columns": ["b"], "ref_table": "c", "ref_columns": []}"#)
        let other = try entries(
            #"{"op": "remove_fk", "table": "a", "name": "x", "columns": ["b"], "ref_table": "c", "ondelete": "NO ACTION"}"#
        )
        #expect(one == other)
    }
}
