import FlotillaDriver
import FlotillaPostgreSQL
import FlotillaSchema
import Testing

@Suite("Rebuilding a schema")
struct SchemaRebuildTests {
    @Test("what is rendered from the sample makes an equal one, and its removal leaves nothing")
    func sample() async throws {
        try await expectRebuilt(SchemaSample.sql)
    }

    @Test(
        "things that need each other",
        arguments: [
            // Foreign keys in a circle.
            """
            CREATE TABLE a (id integer PRIMARY KEY, b integer); CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
            ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED
            """,
            // Made in the opposite order of their names.
            """
            CREATE TABLE z (id serial PRIMARY KEY); CREATE TABLE y (z integer REFERENCES z); CREATE VIEW x AS SELECT * FROM y;
            CREATE VIEW w AS SELECT * FROM x; CREATE MATERIALIZED VIEW v AS SELECT * FROM w
            """,
            // A default that calls a function that reads a table.
            """
            CREATE TABLE numbers (n integer); CREATE FUNCTION next_one() RETURNS bigint LANGUAGE sql
            AS 'SELECT count(*) + 1 FROM numbers'; CREATE TABLE users (id bigint DEFAULT next_one());
            CREATE FUNCTION newest() RETURNS users LANGUAGE sql AS 'SELECT * FROM users LIMIT 1'
            """,
            // A routine that reads a view that calls a routine.
            """
            CREATE TABLE t (a integer); CREATE FUNCTION plus(n integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT n + 1';
            CREATE VIEW v AS SELECT plus(a) AS b FROM t;
            CREATE FUNCTION first_b() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT b FROM v LIMIT 1; END
            """,
            // Types in types.
            """
            CREATE TYPE z AS ENUM ('a'); CREATE DOMAIN y AS z NOT NULL; CREATE TYPE x AS (y y, z z[]);
            CREATE TABLE t (x x, xs x[]); CREATE FUNCTION f(x) RETURNS y LANGUAGE sql AS 'SELECT $1.y';
            CREATE DOMAIN checked AS x CHECK (f(VALUE) IS NOT NULL)
            """,
        ])
    func knots(_ sql: String) async throws { try await expectRebuilt(sql) }

    private func expectRebuilt(_ sql: String) async throws {
        let (schema, rebuilt, left) = try await SchemaWorkshop.with { shop in
            let renderer = PostgreSQLRenderer()
            let schema = try shop.schema(sql)
            try shop.carryOut(renderer.statements(for: .creation(of: schema)))
            let rebuilt = try shop.read()
            try shop.carryOut(renderer.statements(for: .removal(of: rebuilt)))
            return (schema, rebuilt, try shop.read())
        }
        #expect(differences(schema, rebuilt) == [])
        #expect(differences(left, Schema(engine: .postgresql)) == [])
    }
}
