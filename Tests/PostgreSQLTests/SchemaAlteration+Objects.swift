/// Alterations of what is not a table, or hangs on one.
extension SchemaAlteration {
    static let types: [SchemaAlteration] = [
        SchemaAlteration("CREATE TYPE e AS ENUM ('b', 'd');", "CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'e', 'f');"),
        SchemaAlteration(
            "CREATE TYPE e AS ENUM ('a', 'b', 'c'); " + users, "CREATE TYPE e AS ENUM ('c', 'a'); " + users),
        SchemaAlteration(
            "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (a e, CONSTRAINT c CHECK (a > 'a'));",
            "CREATE TYPE e AS ENUM ('b', 'a'); CREATE TABLE t (a e, b e DEFAULT 'b', CONSTRAINT c CHECK (a < 'b'));"),
        SchemaAlteration(
            "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (a e DEFAULT 'a');",
            "CREATE TABLE t (a text DEFAULT 'a');"),
        SchemaAlteration("", "COMMENT ON TYPE e IS 'x';", base: "CREATE TYPE e AS ENUM ('a');"),
        SchemaAlteration(
            "CREATE SEQUENCE s START 5;", "CREATE SEQUENCE s AS integer INCREMENT -1 MINVALUE -9 CACHE 4 CYCLE;"),
        SchemaAlteration("", "CREATE SEQUENCE s; CREATE TABLE t (a integer DEFAULT nextval('s'));"),
        SchemaAlteration("", "ALTER SEQUENCE s OWNED BY t.a;", base: "CREATE SEQUENCE s; CREATE TABLE t (a integer);"),
        SchemaAlteration(
            "CREATE TYPE e AS ENUM ('a', 'b'); COMMENT ON TYPE e IS 'kept';",
            "CREATE TYPE e AS ENUM ('b', 'a'); COMMENT ON TYPE e IS 'kept';"),
        SchemaAlteration(
            "CREATE DOMAIN d AS text; COMMENT ON DOMAIN d IS 'kept';",
            "CREATE DOMAIN d AS integer; COMMENT ON DOMAIN d IS 'kept';"),
        SchemaAlteration("CREATE DOMAIN d AS text;", "CREATE DOMAIN d AS text CHECK (VALUE <> '');"),
        SchemaAlteration("", "CREATE DOMAIN d AS integer; CREATE TABLE t (d d);"),
        // Types in use.
        SchemaAlteration(
            "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (y e DEFAULT 'b', z e);",
            "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (y e, z e DEFAULT 'a');"),
        SchemaAlteration(
            "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (y e);" + enumFunction,
            "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (y e);" + enumFunction),
        SchemaAlteration(
            "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (y e PRIMARY KEY); CREATE TABLE c (y e REFERENCES t);",
            "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (y e PRIMARY KEY); CREATE TABLE c (y e REFERENCES t);"),
        SchemaAlteration(
            "CREATE TABLE t (y integer PRIMARY KEY); CREATE TABLE c (y integer REFERENCES t);",
            "CREATE TABLE t (y text PRIMARY KEY); CREATE TABLE c (y text REFERENCES t);"),
        SchemaAlteration(
            "CREATE DOMAIN d AS text CHECK (VALUE LIKE '%@%'); CREATE TABLE t (e d, f d[]);",
            "CREATE DOMAIN d AS text CHECK (VALUE LIKE '%@%.%') CONSTRAINT \"x y\" CHECK (VALUE <> ''); CREATE TABLE t (e d, f d[]);"
        ),
        SchemaAlteration(
            "CREATE DOMAIN d AS text; CREATE TABLE t (e d DEFAULT 'x', CHECK (e <> 'y'));",
            "CREATE DOMAIN d AS varchar(9) NOT NULL; CREATE TABLE t (e d DEFAULT 'x', CHECK (e <> 'y'));"),
        SchemaAlteration(
            "CREATE TYPE k AS (a integer); CREATE TABLE t (e k);",
            "CREATE TYPE k AS (a integer, \"b c\" text); CREATE TABLE t (e k);"),
        SchemaAlteration(
            "CREATE TYPE k AS (a integer, b text); CREATE TABLE t (e k);",
            "CREATE TYPE k AS (a bigint, b text); CREATE TABLE t (e k);"),
    ]

    private static let enumFunction = "CREATE FUNCTION f(e) RETURNS e LANGUAGE sql AS 'SELECT $1';"

    /// Whatever can hold on to a type.
    private static let users = """
        CREATE TABLE t (a e DEFAULT 'a', b e[], c integer, CHECK (a <> 'c'));
        CREATE INDEX i ON t (c) WHERE a = 'c'; CREATE VIEW v AS SELECT a FROM t WHERE a = 'c';
        """

    static let views: [SchemaAlteration] = [
        SchemaAlteration("", "CREATE VIEW v AS SELECT a FROM t;", base: table),
        SchemaAlteration(
            "CREATE VIEW v AS SELECT a FROM t;", "CREATE VIEW v AS SELECT a, b FROM t WHERE a > 0;", base: table),
        SchemaAlteration(
            "CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT * FROM v;",
            "CREATE VIEW v AS SELECT b AS a FROM t; CREATE VIEW w AS SELECT * FROM v;", base: table),
        SchemaAlteration(
            "CREATE VIEW v AS SELECT a FROM t;", "CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t;",
            base: table),
        SchemaAlteration(
            "", "COMMENT ON VIEW v IS 'x'; COMMENT ON COLUMN v.a IS 'y';",
            base: table + "CREATE VIEW v AS SELECT a FROM t;"),
        // A column beneath views changes its type.
        SchemaAlteration(
            "CREATE TABLE t (a integer, b text);" + stack, "CREATE TABLE t (a bigint, b text);" + stack),
        SchemaAlteration(
            "CREATE TABLE t (a integer, b text, c text); CREATE VIEW v AS SELECT * FROM t;",
            table + "CREATE VIEW v AS SELECT * FROM t;"),
        SchemaAlteration(
            "", "CREATE UNIQUE INDEX j ON m (a); COMMENT ON MATERIALIZED VIEW m IS 'x';",
            base: table + "CREATE MATERIALIZED VIEW m AS SELECT a FROM t;"),
        SchemaAlteration(
            "CREATE VIEW v AS SELECT a FROM t;", "CREATE MATERIALIZED VIEW v AS SELECT a FROM t;", base: table),
    ]

    private static let table = "CREATE TABLE t (a integer, b text);"

    private static let stack = """
        CREATE VIEW v AS SELECT a FROM t; COMMENT ON VIEW v IS 'kept'; COMMENT ON COLUMN v.a IS 'kept';
        CREATE MATERIALIZED VIEW w AS SELECT a FROM v; CREATE INDEX j ON w (a); CREATE VIEW x AS SELECT b FROM t;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER r BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION f();
        CREATE TRIGGER i INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
        ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a > 3);
        COMMENT ON POLICY p ON t IS 'kept';
        """

    static let attachments: [SchemaAlteration] = [
        SchemaAlteration(
            "",
            "CREATE TRIGGER r AFTER INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER r;",
            base: table + function),
        SchemaAlteration(
            function + trigger,
            "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';" + trigger,
            base: table),
        // What it returns cannot be replaced.
        SchemaAlteration(
            "CREATE FUNCTION g(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT g(a) FROM t;",
            "CREATE FUNCTION g(b integer) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'; CREATE VIEW v AS SELECT g(a) FROM t;",
            base: table),
        SchemaAlteration("", "COMMENT ON FUNCTION f() IS 'x';", base: function),
        SchemaAlteration("", "CREATE AGGREGATE s(integer) (SFUNC = int4pl, STYPE = integer);"),
        SchemaAlteration(
            function
                + "CREATE TABLE u (a integer); CREATE TRIGGER r AFTER INSERT ON u FOR EACH ROW EXECUTE FUNCTION f();",
            ""),
        SchemaAlteration(
            "CREATE TABLE u (a integer); CREATE FUNCTION g(u) RETURNS integer LANGUAGE sql AS 'SELECT 1';", ""),
        SchemaAlteration(
            "", "ALTER TABLE t SET (fillfactor = 70, toast.autovacuum_enabled = false); ALTER TABLE t SET UNLOGGED;",
            base: table),
        SchemaAlteration(
            "",
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY; CREATE POLICY p ON t FOR SELECT USING (a > 1);",
            base: table),
        SchemaAlteration("CREATE POLICY p ON t USING (a > 1);", "CREATE POLICY p ON t USING (a > 2);", base: table),
        SchemaAlteration("", "ALTER TABLE t REPLICA IDENTITY FULL;", base: table),
        SchemaAlteration(
            "",
            "CREATE UNIQUE INDEX k ON u (a); ALTER TABLE u REPLICA IDENTITY USING INDEX k; ALTER TABLE u CLUSTER ON k;",
            base: "CREATE TABLE u (a integer NOT NULL);"),
        SchemaAlteration("", "ALTER TABLE u INHERIT t;", base: table + "CREATE TABLE u (a integer, b text);"),
        // A routine whose body is no text holds on to a view.
        SchemaAlteration(
            "CREATE TABLE u (c integer);" + held, "CREATE TABLE u (c bigint);" + held),
        SchemaAlteration(
            "", "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING; CREATE STATISTICS s ON a, b FROM t;", base: table),
    ]

    private static let function = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
    private static let held = """
        CREATE VIEW v AS SELECT c FROM u; CREATE FUNCTION g() RETURNS bigint BEGIN ATOMIC SELECT max(c) FROM v; END;
        CREATE VIEW w AS SELECT g() AS g;
        """
    private static let trigger = "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"
}
