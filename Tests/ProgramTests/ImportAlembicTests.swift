import Foundation
import Testing

/// Revisions of an Alembic project become ours, as they are.
@Suite struct ImportAlembicTests {
    private static let table = """
        op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.Text, unique=True))
        """

    /// Two branches that meet again, a line of its own that the last one needs, and labels.
    private func graph() throws -> AlembicFolder {
        let both = try AlembicFolder()
        try both.revision("aaa1", up: Self.table, down: "op.drop_table('t')")
        try both.revision(
            "bbb2", after: "'aaa1'", labels: "('core',)", message: "second line: here\n\nRead this: it matters",
            up: "op.add_column('t', sa.Column('b', sa.Integer))", down: "op.drop_column('t', 'b')")
        try both.revision(
            "ccc3", after: "'aaa1'", up: "op.create_index('ix', 't', ['mail'])", down: "op.drop_index('ix')")
        try both.revision("mmm4", after: "('bbb2', 'ccc3')")
        try both.revision("xxx5", labels: "'billing'", up: "op.create_table('bill', sa.Column('n', sa.Numeric(10, 2)))")
        try both.revision("ddd6", after: "'mmm4'", needs: "'billing'")
        return both
    }

    @Test("the graph is the one that Alembic has", arguments: ["history", "heads", "branches", "history -r aaa1:mmm4"])
    func sameGraph(line: String) throws {
        let both = try graph()
        #expect(try both.flotilla("import alembic shop").status == 0)
        func lines(_ text: String) -> [String] {
            text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }.sorted()
        }
        let theirs = try lines(both.alembic(line))
        #expect(try lines(both.flotilla(line).output) == theirs && !theirs.isEmpty)
    }

    @Test("the SQL makes the schema that Alembic makes, up and down")
    func sameSchema() throws {
        let both = try graph()
        #expect(try both.flotilla("import alembic shop/alembic.ini").status == 0)
        let ours = SQLiteFile(path: both.workplace.path + "/ours.db")
        let theirs = SQLiteFile(path: both.path + "/theirs.db")
        let question = "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2"
        for (command, place) in [("upgrade", "heads"), ("downgrade", "aaa1")] {
            let run = try both.flotilla("\(command) \(place) --database sqlite:ours.db?mode=rwc")
            #expect(run.status == 0, "\(run.errors)")
            try both.alembic("\(command) \(place)")
            #expect(try ours.run(question) == theirs.run(question))
            #expect(try Set(ours.versions()) == Set(theirs.versions()))
            #expect(
                try ours.run("SELECT name, type, \"notnull\", pk FROM pragma_table_info('t')")
                    == theirs.run("SELECT name, type, \"notnull\", pk FROM pragma_table_info('t')"))
        }
    }

    @Test("message, date and the names of constraints stay")
    func header() throws {
        let both = try graph()
        try both.flotilla("import alembic shop")
        #expect(
            try both.written("aaa1").hasPrefix(
                """
                -- the aaa1
                --
                -- Revision ID: aaa1
                -- Revises: <base>
                -- Create Date: 2020-01-02 10:00:00.123456

                -- flotilla:upgrade
                CREATE TABLE t (
                """))
        #expect(try both.written("aaa1").contains("CONSTRAINT uq_t_mail UNIQUE (mail)"))
        #expect(try both.written("bbb2").hasPrefix("-- second line: here\n--\n-- Read this: it matters\n--\n-- Rev"))
        #expect(try both.written("ddd6").contains("-- Depends on: billing\n"))
    }

    @Test("a dry run shows how each revision would be taken over and writes nothing")
    func dryRun() throws {
        let both = try AlembicFolder()
        try both.revision("aaa1", up: Self.table, down: "op.drop_table('t')")
        try both.revision(
            "bbb2", after: "'aaa1'", up: "op.execute(\"UPDATE t SET mail = 'x'\")",
            down: "raise NotImplementedError('mails are gone')")
        try both.revision(
            "ccc3", after: "'bbb2'", up: "for row in op.get_bind().execute(sa.text('SELECT 1')): pass")
        let before = try both.snapshot()
        let shown = try both.flotilla("import alembic shop --dry-run -o csv")
        #expect(
            shown.output == """
                revision,engines,upgrade,downgrade,why,message,source
                aaa1,sqlite,renders,renders,,the aaa1,\(both.path)/scripts/versions/aaa1_x.py
                bbb2,sqlite,rendersWithData,irreversible,mails are gone,the bbb2,\(both.path)/scripts/versions/bbb2_x.py
                ccc3,sqlite,alembic,nothing,reads what a query returns (ccc3_x.py:19),the ccc3,\
                \(both.path)/scripts/versions/ccc3_x.py

                """, "\(shown.output)\(shown.errors)")
        let told = try both.flotilla("import alembic shop --dry-run")
        #expect(
            told.output.contains(
                """
                3 revisions for sqlite: 2 as SQL (1 change rows), 1 by the project's own Alembic; 1 cannot be taken back
                nothing was written
                """), "\(told.output)")
        #expect(try both.snapshot() == before)
        #expect(!FileManager.default.fileExists(atPath: both.workplace.path + "/fleet/migrations"))
    }

    @Test("the project is only read")
    func onlyRead() throws {
        let both = try AlembicFolder(
            environment: "open('written.txt', 'w').write('x')\n" + AlembicFolder.environment)
        try both.revision("aaa1", up: "open('more.txt', 'a').write('x')\n" + Self.table)
        let before = try both.snapshot()
        let made = try both.flotilla("import alembic shop")
        #expect(made.status == 0 && !made.output.contains("what env.py prints"), "\(made.errors)")
        #expect(try both.snapshot() == before)
    }

    @Test(
        "what offline mode would get wrong in silence is left to Alembic",
        arguments: [
            ("if op.get_bind().execute(sa.text('SELECT 1')): op.execute('SELECT 2')", "reads what a query returns"),
            ("op.get_bind().begin()", "uses the connection (begin)"),
            ("sa.inspect(op.get_bind())", "NoInspectionAvailable"),
            ("if op.get_context().as_sql: op.execute('SELECT 1')", "asks whether it runs offline"),
            ("import uuid\nop.execute(\"SELECT '%s'\" % uuid.uuid4())", "on chance"),
            ("import os\nop.execute('SELECT %d' % len(os.environ['PATH']))", "on the environment"),
            ("sa.create_engine('sqlite://').connect()", "opens a connection of its own"),
            ("with op.batch_alter_table('t') as batch: batch.drop_column('mail')", "CommandError"),
            ("op.execute(sa.text('SELECT :x'))", "has a parameter without a value (x)"),
            ("op.execute('COMMIT')", "transaction=script"),
            ("sa.Table('u', sa.MetaData(), sa.Column('n', sa.Integer)).create(op.get_bind())", "checkfirst"),
            ("import nowhere", "ModuleNotFoundError"),
        ])
    func refused(up: String, why: String) throws {
        let both = try AlembicFolder()
        try both.revision("aaa1", up: up)
        let shown = try both.flotilla("import alembic shop --dry-run -o ndjson")
        #expect(shown.output.contains(#""upgrade":"alembic""#) && shown.output.contains(why), "\(shown)")
    }

    @Test(
        "values that are bound, tabs and per cent signs come through",
        arguments: [
            (#"op.execute("INSERT INTO t (mail) VALUES ('a\tb 100%')")"#, "VALUES ('a\tb 100%');"),
            (
                #"op.get_bind().execute(sa.text("UPDATE t SET mail = :m"), {"m": "it's"})"#,
                "UPDATE t SET mail = 'it''s';"
            ),
            (
                #"op.bulk_insert(sa.table("t", sa.column("mail", sa.Text)), [{"mail": "x\ty"}])"#,
                "INSERT INTO t (mail) VALUES ('x\ty');"
            ),
            ("op.execute('SELECT 1;  -- why')", "SELECT 1;  -- why\n;\n"),
        ])
    func values(up: String, text: String) throws {
        let both = try AlembicFolder()
        try both.revision("aaa1", up: up)
        try both.flotilla("import alembic shop")
        let written = try both.written("aaa1")
        #expect(written.contains(text), "\(written)")
    }
}
