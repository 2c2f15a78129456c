import FlotillaDriver
import FlotillaSchema
import Testing

@testable import FlotillaMySQL

/// Rows as MySQL 8.0 gives them. No such server was at hand: they are written after its manual and after what others have
/// published, not recorded (quotes behind backslashes in checks: rails/rails#42429, bytebase/bytebase#20576).
@Suite("Rows of MySQL 8")
struct MySQL8RowsTests {
    /// The answers in the order of ``CatalogueQueries/all``, by their places; all others are empty.
    private func read(_ answers: [Answer: [[String?]]]) throws -> Schema {
        var rows: [[CatalogueRow]] = Array(repeating: [], count: 12)
        rows[0] = [CatalogueRow(values: ["shop", "utf8mb4_0900_ai_ci", "0"])]
        for (answer, found) in answers { rows[answer.rawValue] = found.map(CatalogueRow.init) }
        var assembly = try SchemaAssembly(rows[0], isMariaDB: false)
        try assembly.addFirstRound(rows)
        return try assembly.finished()
    }

    private enum Answer: Int {
        case tables = 1
        case columns, indexes, foreignKeys, foreignKeyRules, checks, triggers, views, routines, parameters, events
    }

    private static let table: [[String?]] = [["t", "BASE TABLE", "InnoDB", "utf8mb4_0900_ai_ci", "", ""]]

    private func column(
        _ type: String, default: String? = nil, extra: String = "", collation: String? = nil, generation: String = "",
        srid: String? = nil
    ) throws -> Column {
        let row = ["t", "c", "1", `default`, "YES", type, collation, extra, "", generation, srid]
        return try #require(try read([.tables: Self.table, .columns: [row]]).tables.first?.columns.first)
    }

    @Test("Types without display width are the same words as MariaDB's with theirs")
    func types() throws {
        #expect(try column("int").type == .integer(bits: 32))
        #expect(try column("bigint unsigned").type == .integer(bits: 64, isUnsigned: true))
        #expect(try column("tinyint(1)").type == .boolean)
        #expect(try column("json").type == .json())
        #expect(try column("int(5) unsigned zerofill").type == .other("int(5) unsigned zerofill"))
        #expect(try column("geometry", srid: "4326").others == ["SRID 4326"])
    }

    @Test("Raw values of defaults become the literals that MariaDB would show")
    func literals() throws {
        #expect(try column("varchar(9)", default: "it's \\ x").default == "'it''s \\\\ x'")
        #expect(try column("varchar(9)", default: "").default == "''")
        #expect(try column("varchar(9)", default: "NULL").default == "'NULL'")
        #expect(try column("int", default: "7").default == "7")
        #expect(try column("decimal(5,2)", default: "1.50").default == "1.50")
        #expect(try column("bit(3)", default: "b'101'").default == "b'101'")
        #expect(try column("varbinary(4)", default: "0x4142").default == "0x4142")
        #expect(try column("date", default: "2000-01-01").default == "'2000-01-01'")
        #expect(try column("enum('a')", default: "a").default == "'a'")
        #expect(try column("int").default == nil)
    }

    @Test("Expressions lose what the dictionary adds to them")
    func expressions() throws {
        let extra = "DEFAULT_GENERATED"
        #expect(try column("varchar(36)", default: "uuid()", extra: extra).default == "uuid()")
        #expect(try column("int", default: "(1 + 2)", extra: extra).default == "1 + 2")
        #expect(try column("datetime", default: "CURRENT_TIMESTAMP", extra: extra).default == "CURRENT_TIMESTAMP")
        #expect(
            try column("varchar(9)", default: "concat(_utf8mb4\\'a\\',_utf8mb4\\'it\\\\\\'s\\')", extra: extra).default
                == "concat('a','it\\'s')")
        let updated = try column(
            "datetime(3)", default: "CURRENT_TIMESTAMP(3)", extra: "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)")
        #expect(updated.default == "CURRENT_TIMESTAMP(3)" && updated.onUpdate == "CURRENT_TIMESTAMP(3)")
        #expect(updated.others.isEmpty)
    }

    @Test("Generated, counted and invisible columns")
    func extras() throws {
        #expect(
            try column("int", extra: "VIRTUAL GENERATED", generation: "(`a` + 1)").generated
                == Generated("`a` + 1", isStored: false))
        #expect(
            try column("varchar(9)", extra: "STORED GENERATED INVISIBLE", generation: "concat(`a`,_utf8mb4\\'x\\')")
                .generated == Generated("concat(`a`,'x')", isStored: true))
        #expect(try column("int", extra: "STORED GENERATED INVISIBLE", generation: "1").others == ["INVISIBLE"])
        #expect(try column("int", extra: "auto_increment").identity == .autoIncrement)
        #expect(try column("varchar(9)", collation: "utf8mb4_bin").collation == "utf8mb4_bin")
        #expect(try column("varchar(9)", collation: "utf8mb4_0900_ai_ci").collation == nil)
    }

    @Test("Indexes on expressions, invisible ones, and checks that are not enforced")
    func keys() throws {
        let schema = try read([
            .tables: Self.table,
            .indexes: [
                ["t", "f", "2", "1", "a", "D", nil, "BTREE", "", "0", nil],
                ["t", "f", "1", "1", nil, "A", nil, "BTREE", "", "0", "lower(`b`)"],
                ["t", "i", "1", "0", "a", "A", nil, "BTREE", "", "1", nil],
                ["t", "PRIMARY", "1", "0", "a", "A", nil, "BTREE", "", "0", nil],
            ],
            .checks: [["t", "t_chk_1", "Table", "(`b` <> _utf8mb4\\'x\\')", "NO"]],
        ])
        let table = try #require(schema.tables.first)
        #expect(table.primaryKey == PrimaryKey(columns: ["a"]))
        #expect(
            table.indexes == [
                Index(name: "f", parts: [.init(.expression("lower(`b`)")), .init(.column("a"), isDescending: true)]),
                Index(name: "i", parts: [.init(.column("a"))], isUnique: true, isVisible: false),
            ])
        #expect(table.checks == [CheckConstraint(name: "t_chk_1", expression: "`b` <> 'x'", isEnforced: false)])
        let statements = MySQLRenderer(product: .mySQL).statements(
            for: SchemaDifference(from: Schema(engine: .mysql), to: schema, changes: [.createTable(table)]))
        #expect(
            statements.map(\.sql) == [
                """
                CREATE TABLE `t` (
                    PRIMARY KEY (`a`),
                    KEY `f` ((lower(`b`)), `a` DESC),
                    UNIQUE KEY `i` (`a`) INVISIBLE,
                    CONSTRAINT `t_chk_1` CHECK (`b` <> 'x') NOT ENFORCED
                )
                """
            ])
    }

    @Test("An unnamed action is the same whichever word the product has for it")
    func actions() throws {
        let schema = try read([
            .tables: Self.table, .foreignKeys: [["t", "k", "1", "a", "shop", "p", "id"]],
            .foreignKeyRules: [["t", "k", "NO ACTION", "RESTRICT"]],
        ])
        #expect(
            schema.tables.first?.foreignKeys == [ForeignKey(name: "k", columns: ["a"], table: "p", referenced: ["id"])])
    }

    @Test("The questions ask for columns that the product has")
    func queries() {
        func text(_ product: String, _ version: Int) -> String {
            let facts = ServerFacts(product: product, version: "", versionNumber: version)
            return CatalogueQueries(database: "DATABASE()", server: facts).all.joined()
        }
        #expect(text("MySQL", 8_00_36).contains("is_visible") && text("MySQL", 8_00_36).contains("expression"))
        #expect(!text("MySQL", 8_00_36).contains("ignored") && !text("MySQL", 8_00_36).contains(" level"))
        #expect(text("MariaDB", 10_11_14).contains("ignored") && !text("MariaDB", 10_05_08).contains("ignored"))
        #expect(!text("MariaDB", 10_11_14).contains("srs_id"))
    }
}
