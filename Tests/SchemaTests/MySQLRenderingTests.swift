import FlotillaSchema
import Testing

@Suite("SQL for MySQL and MariaDB")
struct MySQLRenderingTests {
    private let renderer = MySQLRenderer()

    private func table(
        _ columns: [Column] = [Column("a", .integer(bits: 32))], _ change: (inout Table) -> Void = { _ in }
    )
        -> Table
    {
        var table = Table(name: "t", columns: columns)
        change(&table)
        return table
    }

    private func statements(_ from: Table, _ to: Table, _ edits: TableEdit...) -> [RenderedStatement] {
        var schemas = [Schema(engine: .mysql), Schema(engine: .mysql)]
        schemas[0].tables = [from]
        schemas[1].tables = [to]
        return renderer.statements(
            for: SchemaDifference(
                from: schemas[0], to: schemas[1],
                changes: [.alterTable(TableChange(from: from, to: to, edits: edits))]))
    }

    @Test("A table has a column on each line, then keys, then constraints")
    func create() {
        let users = table([
            Column("id", .integer(bits: 64, isUnsigned: true), isNullable: false, identity: .autoIncrement),
            Column("email", .varchar(255), isNullable: false, collation: "utf8mb4_bin", comment: "it's \\ his"),
            Column("state", .choice(["new", "it's"]), isNullable: false, default: "'new'"),
            Column(
                "seen", .timestamp(precision: 3, hasZone: true), default: "CURRENT_TIMESTAMP(3)",
                onUpdate: "CURRENT_TIMESTAMP(3)"),
            Column("token", .uuid, default: "uuid()"),
            Column(
                "low", .varchar(255), generated: Generated("lower(`email`)", isStored: false), others: ["INVISIBLE"]),
        ]) {
            $0.primaryKey = PrimaryKey(columns: ["id"])
            $0.uniques = [UniqueConstraint(name: "uq", columns: ["email", "state"])]
            $0.indexes = [
                Index(name: "ix", parts: [.init(.column("email"), isDescending: true, length: 10)], isVisible: false),
                Index(name: "ft", parts: [.init(.column("email"))], method: "fulltext", comment: "why"),
            ]
            $0.foreignKeys = [
                ForeignKey(name: "fk", columns: ["id"], table: "t", referenced: ["id"], onDelete: .cascade)
            ]
            $0.checks = [
                CheckConstraint(name: "ck", expression: "`id` > 0"),
                CheckConstraint(expression: "`state` <> ''", column: "state"),
            ]
            $0.options = [TableOption("COLLATE", "latin1_bin"), TableOption("ENGINE", "Aria")]
            $0.comment = "all"
        }
        var schema = Schema(engine: .mysql)
        schema.tables = [users]
        let rendered = renderer.statements(
            for: SchemaDifference(from: Schema(engine: .mysql), to: schema, changes: [.createTable(users)]))
        #expect(rendered.map(\.purpose) == ["create table t"])
        #expect(
            rendered.first?.sql == """
                CREATE TABLE `t` (
                    `id` bigint unsigned NOT NULL AUTO_INCREMENT,
                    `email` varchar(255) COLLATE utf8mb4_bin NOT NULL COMMENT 'it''s \\\\ his',
                    `state` enum('new','it''s') NOT NULL DEFAULT 'new' CHECK (`state` <> ''),
                    `seen` timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
                    `token` uuid DEFAULT (uuid()),
                    `low` varchar(255) GENERATED ALWAYS AS (lower(`email`)) VIRTUAL INVISIBLE,
                    PRIMARY KEY (`id`),
                    UNIQUE KEY `uq` (`email`, `state`),
                    KEY `ix` (`email`(10) DESC) IGNORED,
                    FULLTEXT KEY `ft` (`email`) COMMENT 'why',
                    CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `t` (`id`) ON DELETE CASCADE,
                    CONSTRAINT `ck` CHECK (`id` > 0)
                ) COLLATE = latin1_bin ENGINE = Aria COMMENT = 'all'
                """)
    }

    @Test("A column says where it stands, unless it is the last")
    func positions() {
        let a = Column("a", .integer(bits: 32))
        let b = Column("b", .varchar(20), isNullable: false)
        let edits = statements(
            table([a]), table([b, a, Column("c", .date)]), .addColumn(b), .addColumn(Column("c", .date)))
        #expect(
            edits.map(\.sql) == [
                "ALTER TABLE `t` ADD COLUMN `b` varchar(20) NOT NULL FIRST", "ALTER TABLE `t` ADD COLUMN `c` date",
            ])
        #expect(edits[0].remarks == ["rows that are there get the type's own zero: an empty text, 0"])
        #expect(edits.allSatisfy { !$0.losesData && !$0.runsAlone })
    }

    @Test("A changed column is restated whole")
    func restated() {
        let old = Column("a", .varchar(20), default: "'x'", comment: "c")
        let new = Column("a", .varchar(30), isNullable: false, default: "'x'", comment: "c")
        let edits = statements(table([old]), table([new]), .alterColumn(from: old, to: new))
        #expect(edits.map(\.sql) == ["ALTER TABLE `t` MODIFY COLUMN `a` varchar(30) NOT NULL DEFAULT 'x' COMMENT 'c'"])
        #expect(edits[0].remarks.first?.hasPrefix("fails where a value is NULL;") == true)
    }

    @Test("A renamed column is restated under its new name, and changed after that")
    func renamed() {
        let old = Column("a", .integer(bits: 32), comment: "c")
        let between = Column("b", .integer(bits: 32), comment: "c")
        let new = Column("b", .integer(bits: 64), comment: "c")
        let edits = statements(
            table([old]), table([new]), .renameColumn(from: "a", to: "b"), .alterColumn(from: between, to: new))
        #expect(
            edits.map(\.sql) == [
                "ALTER TABLE `t` CHANGE COLUMN `a` `b` int COMMENT 'c'",
                "ALTER TABLE `t` MODIFY COLUMN `b` bigint COMMENT 'c'",
            ])
    }

    @Test("A foreign key goes with the index that was made for it, and not with another")
    func foreignKeys() {
        let key = ForeignKey(name: "fk", columns: ["a"], table: "p", referenced: ["id"])
        let bare = table { $0.foreignKeys = [key] }
        #expect(
            statements(bare, table(), .dropForeignKey(key)).map(\.sql)
                == ["ALTER TABLE `t` DROP FOREIGN KEY `fk`", "DROP INDEX `fk` ON `t`"])
        let index = Index(name: "ix", parts: [.init(.column("a"))])
        var indexed = bare
        indexed.indexes = [index]
        let rest = table { $0.indexes = [index] }
        #expect(statements(indexed, rest, .dropForeignKey(key)).map(\.sql) == ["ALTER TABLE `t` DROP FOREIGN KEY `fk`"])
        // InnoDB makes an index of its own only together with the key.
        #expect(
            statements(indexed, bare, .dropIndex(index)).map(\.sql) == [
                "ALTER TABLE `t` DROP FOREIGN KEY `fk`", "DROP INDEX `ix` ON `t`",
                "ALTER TABLE `t` ADD CONSTRAINT `fk` FOREIGN KEY (`a`) REFERENCES `p` (`id`)",
            ])
    }

    @Test("A foreign key stands on an index that goes downwards, and on one whose column gets another name")
    func foreignKeysOnOtherIndexes() {
        let key = ForeignKey(name: "fk", columns: ["a"], table: "p", referenced: ["id"])
        let downwards = table {
            $0.foreignKeys = [key]
            $0.indexes = [Index(name: "ix", parts: [.init(.column("a"), isDescending: true), .init(.column("b"))])]
        }
        var bare = downwards
        bare.foreignKeys = []
        #expect(
            statements(downwards, bare, .dropForeignKey(key)).map(\.sql) == ["ALTER TABLE `t` DROP FOREIGN KEY `fk`"])
        var renamed = bare
        renamed.columns[0].name = "c"
        renamed.indexes[0].parts[0].key = .column("c")
        var renamedKey = key
        renamedKey.columns = ["c"]
        let sql = statements(
            downwards, renamed, .renameColumn(from: "a", to: "c"), .dropForeignKey(renamedKey)
        ).map(\.sql)
        #expect(sql.first == "ALTER TABLE `t` DROP FOREIGN KEY `fk`")
        #expect(!sql.contains { $0.contains("DROP INDEX") })
    }

    @Test(
        "A change of type loses data where values are rounded or cut, if only without a strict sql_mode",
        arguments: [
            (ColumnType.decimal(precision: 10, scale: 2), ColumnType.decimal(precision: 10, scale: 0), true),
            (.decimal(precision: 10, scale: 2), .decimal(precision: 12, scale: 2), false),
            (.timestamp(precision: 6), .timestamp(), true), (.timestamp(), .date, true), (.date, .timestamp(), false),
            (.floatingPoint(bits: 64), .integer(bits: 32), true), (.varchar(10), .varchar(5), true),
            (.integer(bits: 64), .integer(bits: 32), true), (.text, .other("longtext"), false),
        ])
    func losses(from: ColumnType, to: ColumnType, losesData: Bool) {
        let columns = (Column("a", from), Column("a", to))
        let edits = statements(table([columns.0]), table([columns.1]), .alterColumn(from: columns.0, to: columns.1))
        #expect(edits.map(\.losesData) == [losesData])
    }

    @Test("What takes rows or columns away says so")
    func drops() {
        let column = Column("b", .date)
        let computed = Column("c", .date, generated: Generated("`b`", isStored: false))
        let edits = statements(
            table([Column("a", .date), column, computed]), table([Column("a", .date)]), .dropColumn(column),
            .dropColumn(computed))
        #expect(edits.map(\.sql) == ["ALTER TABLE `t` DROP COLUMN `c`", "ALTER TABLE `t` DROP COLUMN `b`"])
        #expect(edits.map(\.losesData) == [false, true])
    }

    @Test("Every type that the engine spells comes back as it was")
    func types() {
        let spellings = [
            "tinyint(1)", "tinyint", "smallint unsigned", "mediumint", "int", "bigint unsigned", "decimal(10,2)",
            "float",
            "double", "text", "blob", "longtext", "varchar(20)", "char(3)", "varbinary(5)", "binary(16)", "date",
            "time(3)",
            "datetime", "timestamp(6)", "json", "uuid", "enum('a','it''s','b\\\\c')", "enum('a\\nb')", "set('x','y')",
            "bit(3)", "year(4)", "int(5)", "int(10) unsigned zerofill", "point", "decimal(10,2) unsigned",
            "enum('a)','(b')",
        ]
        for spelling in spellings {
            #expect(renderer.spelling(of: renderer.type(spelled: spelling)) == spelling)
        }
        #expect(renderer.type(spelled: "int(11)") == .integer(bits: 32))
        #expect(renderer.type(spelled: "bigint(20) unsigned") == .integer(bits: 64, isUnsigned: true))
        #expect(MySQLRenderer(product: .mySQL).spelling(of: .uuid) == "char(36)")
    }

    @Test("Triggers that follow one that is made again are made again too")
    func triggers() {
        func trigger(_ name: String, after: String? = nil) -> Trigger {
            let follows = after.map { " FOLLOWS `\($0)`" } ?? ""
            return Trigger(
                name: name,
                definition: "CREATE TRIGGER `\(name)` BEFORE INSERT ON `t` FOR EACH ROW\(follows)\nSET NEW.a = 1")
        }
        let old = [trigger("c"), trigger("b", after: "c"), trigger("a", after: "b")]
        let changed = Trigger(name: "c", definition: old[0].definition + " + 1")
        let from = table { $0.triggers = old }
        let to = table { $0.triggers = [changed, old[1], old[2]] }
        #expect(
            statements(from, to, .dropTrigger(old[0]), .addTrigger(changed)).map(\.purpose) == [
                "drop trigger c of t", "drop trigger b of t", "drop trigger a of t", "create trigger c of t",
                "create trigger b of t", "create trigger a of t",
            ])
    }
}
