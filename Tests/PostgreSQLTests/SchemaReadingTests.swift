import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaSchema
import Testing

@Suite("Reading a schema", .serialized)
struct SchemaReadingTests {
    private let reader = PostgreSQLSchemaReader()

    @Test("tenants with a schema each are equal, and no text has a schema's name in it")
    func tenants() async throws {
        let sql =
            SchemaSample.sql
                + """
                CREATE FUNCTION named() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM §.users); END $$;
                CREATE FUNCTION own_path() RETURNS bigint LANGUAGE sql SET search_path = § AS 'SELECT count(*) FROM users';
                """
        let schemas = try await (0..<2).asyncMap { _ in
            try await SchemaWorkshop.with { shop in
                try shop.session.run(sql.split(separator: "§").joined(separator: shop.name))
                return (shop.name, try shop.read())
            }
        }
        #expect(differences(schemas[0].1, schemas[1].1) == [])
        #expect(schemas.allSatisfy { !"\($0.1)".contains($0.0) })
    }

    @Test("a schema is read by its name as it is read as the session's own")
    func byName() async throws {
        let (own, named) = try await SchemaWorkshop.with { shop in
            try shop.session.run("CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (a mood DEFAULT 'a')")
            let own = try shop.read()
            try shop.session.run("SET search_path = public")
            return (own, try reader.read(shop.session, SchemaScope(own: shop.name), deadline: .after(.seconds(120))))
        }
        #expect(own.tables.count == 1 && differences(own, named) == [])
    }

    @Test("a schema that does not exist is an error")
    func missing() async throws {
        let error = try await SchemaWorkshop.with { shop in
            try #require(throws: DriverError.self) {
                try reader.read(shop.session, SchemaScope(own: "not there"), deadline: .after(.seconds(120)))
            }
        }
        #expect(error.cause == .missingDatabase)
    }

    @Test("in a transaction it sees what that has made, and leaves settings and transaction as they were")
    func transaction() async throws {
        let (schema, settings, state) = try await SchemaWorkshop.with { shop in
            try shop.session.run("SET DateStyle = german; BEGIN; CREATE TABLE t (d date DEFAULT '2026-01-02')")
            let schema = try shop.read()
            let settings = try shop.session.value(
                "SELECT current_setting('DateStyle') || current_setting('search_path')")
            defer { _ = try? shop.session.run("ROLLBACK") }
            return (schema, settings, (shop.session.transactionState, shop.name))
        }
        #expect(schema.tables.first?.columns.first?.default == "'2026-01-02'::date")
        #expect(settings == "German, DMY\(state.1)" && state.0 == .open)
    }

    @Test("outside of one it leaves the session's settings as they were")
    func settings() async throws {
        let (path, name) = try await SchemaWorkshop.with { shop in
            _ = try reader.read(shop.session, SchemaScope(own: "public"), deadline: .after(.seconds(120)))
            return (try shop.session.value("SELECT current_setting('search_path')"), shop.name)
        }
        #expect(path == name)
    }

    @Test("tables that are to be ignored are left out with what belongs to them")
    func ignored() async throws {
        let schema = try await SchemaWorkshop.with { shop in
            try shop.session.run("CREATE TABLE version (n serial PRIMARY KEY); CREATE TABLE t (a integer)")
            return try shop.read(ignoring: ["version"])
        }
        #expect(schema.tables.map(\.name) == ["t"] && schema.sequences.isEmpty)
    }

    @Test("what stands in other schemas is named with them, and read only if asked for")
    func others() async throws {
        let other = "other"
        let (own, all) = try await SchemaWorkshop.withDatabase { shop in
            try shop.session.run(
                """
                CREATE SCHEMA other;
                CREATE TYPE other.mood AS ENUM ('a');
                CREATE TABLE other.users (id integer PRIMARY KEY, own serial);
                CREATE TABLE t (a other.mood DEFAULT 'a', b integer REFERENCES other.users)
                """)
            let scope = SchemaScope(others: .all())
            return (try shop.read(), try reader.read(shop.session, scope, deadline: .after(.seconds(120))))
        }
        let table = try #require(own.tables.first)
        #expect(own.tables.count == 1 && table.foreignKeys.first?.table == ObjectName("users", in: other))
        #expect(table.columns.first?.type == .named(ObjectName("mood", in: other)))
        #expect(all.namespaces.contains { $0.name == other })
        #expect(all.tables.contains { $0.name == ObjectName("users", in: other) && $0.columns.last?.default == nil })
    }

    @Test("what an extension made is left out, and the extension is there because it is used")
    func extensions() async throws {
        let (used, unused) = try await SchemaWorkshop.withDatabase { shop in
            try shop.session.run("CREATE SCHEMA other; CREATE EXTENSION citext SCHEMA other")
            let unused = try shop.read()
            try shop.session.run("CREATE TABLE t (a other.citext)")
            let used = try shop.read()
            return (used, unused)
        }
        #expect(used.extensions.map(\.name) == ["citext"] && used.routines.isEmpty && unused.extensions.isEmpty)
    }

    @Test("an index that failed to be built is not valid")
    func invalid() async throws {
        let schema = try await SchemaWorkshop.with { shop in
            try shop.session.run("CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (1)")
            _ = try? shop.session.run("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)")
            return try shop.read()
        }
        #expect(schema.tables.first?.indexes.map(\.isValid) == [false])
    }

    @Test("five hundred tables take as many questions as one")
    func many() async throws {
        let (count, spent) = try await SchemaWorkshop.with { shop in
            try shop.session.run(Self.manyTables, within: .seconds(120))
            _ = try shop.read()
            let start = ContinuousClock.now
            return (try shop.read().tables.count, ContinuousClock.now - start)
        }
        print("500 tables read in \(spent.wholeMilliseconds) ms")
        #expect(count == 500)
    }

    private static let manyTables = """
        DO $$ BEGIN FOR n IN 0..499 LOOP
        EXECUTE format('CREATE TABLE table_%s (id serial PRIMARY KEY, a integer NOT NULL, b varchar(80) DEFAULT ''x'',
        c numeric(12,2), d timestamptz DEFAULT now(), e text, f boolean NOT NULL DEFAULT false, parent integer)', n);
        EXECUTE format('CREATE INDEX ON table_%s (a, b)', n);
        EXECUTE format('CREATE UNIQUE INDEX ON table_%s (lower(e)) WHERE f', n);
        EXECUTE format('ALTER TABLE table_%s ADD FOREIGN KEY (parent) REFERENCES table_%s', n, n / 2);
        END LOOP; END $$
        """
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
