import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema
import Foundation
import Testing

/// Schemas that people have written down, each read from an engine and made again from our own statements.
///
/// `FLOTILLA_SCHEMA_FILES=postgresql=structure.sql,mysql=dump.sql` adds files, whatever their size, and prints what was met
/// in them.
@Suite("Schemas from files")
struct SchemaFileTests {
    struct File: Sendable, CustomTestStringConvertible {
        var engine: Engine
        var name: String
        var text: [UInt8]

        var testDescription: String { "\(engine.rawValue)=\(name)" }
    }

    static func files() throws -> [File] {
        let names = ProcessInfo.processInfo.environment["FLOTILLA_SCHEMA_FILES"] ?? ""
        return try own
            + names.split(separator: ",").map { entry in
                let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
                let engine = try #require(parts.first.flatMap(Engine.init), "\(entry) names no engine")
                let path = try #require(parts.last)
                return File(engine: engine, name: path, text: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
            }
    }

    @Test("differ from nothing but what is different, and are made again as they were", arguments: try files())
    func rebuilt(file: File) throws {
        let workshop = try Workshops.workshop(file.engine)
        let schema = try workshop.schema(madeBy: [SchemaScript(source: file.name, text: file.text)])
        #expect(SchemaComparison.difference(from: schema, to: schema).isEmpty)

        let bench = try SchemaBench(file.engine)
        let nothing = try bench.schema(like: Schema(engine: file.engine))
        let again = try bench.schema(like: schema)
        #expect(SchemaComparison.difference(from: again, to: schema).changes == [])
        #expect(again.fingerprint == schema.fingerprint)
        let time = try ContinuousClock().measure { _ = try bench.read() }
        Self.tell(file, schema, time)

        try bench.carryOut(SchemaComparison.difference(from: again, to: nothing))
        #expect(SchemaComparison.difference(from: try bench.read(), to: nothing).changes == [])
    }

    private static func tell(_ file: File, _ schema: Schema, _ time: Duration) {
        let texts = schema.others.map(\.kind) + schema.tables.flatMap { $0.others.map(\.kind) }
        let counts = Dictionary(grouping: texts) { $0 }.map { "\($1.count) \($0)" }.sorted()
        print(
            "\(file.testDescription): \(schema.tables.count) tables, \(schema.tables.map(\.columns.count).reduce(0, +)) "
                + "columns, \(schema.views.count) views, \(schema.routines.count) routines, read in \(time); "
                + "as text: \(counts.isEmpty ? "nothing" : counts.joined(separator: ", "))")
    }

    private static let own = [
        File(
            engine: .postgresql, name: "own",
            text: Array(
                """
                CREATE TYPE mood AS ENUM ('good', 'bad');
                CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
                CREATE TABLE event (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL, mood mood DEFAULT 'good',
                    size positive, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                CREATE TABLE event_old PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
                CREATE INDEX ix_event_mood ON event (mood) WHERE size > 1;
                CREATE MATERIALIZED VIEW daily AS SELECT at, count(*) AS count FROM event GROUP BY at;
                CREATE UNIQUE INDEX ix_daily ON daily (at);
                """.utf8)),
        File(
            engine: .mysql, name: "own",
            text: Array(
                """
                CREATE TABLE host (id int unsigned NOT NULL AUTO_INCREMENT, name varchar(40) DEFAULT '' COMMENT 'of it',
                    PRIMARY KEY (id), KEY ix_name (name(10))) ENGINE=InnoDB ROW_FORMAT=DYNAMIC COMMENT='all';
                CREATE TABLE log (host_id int unsigned NOT NULL, at timestamp NOT NULL DEFAULT current_timestamp(),
                    PRIMARY KEY (host_id, at), CONSTRAINT fk FOREIGN KEY (host_id) REFERENCES host (id));
                CREATE TABLE pending (id int NOT NULL, at int, PRIMARY KEY (id) USING BTREE, KEY ix (at)) ENGINE=MEMORY;
                CREATE VIEW seen AS SELECT host.name, max(log.at) AS at FROM host JOIN log ON host_id = id GROUP BY name;
                """.utf8)),
        File(
            engine: .sqlite, name: "own",
            text: Array(
                """
                CREATE TABLE page (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL COLLATE NOCASE UNIQUE);
                CREATE TABLE link (page REFERENCES page, target TEXT, PRIMARY KEY (page, target)) WITHOUT ROWID;
                CREATE INDEX ix_target ON link (lower(target)) WHERE target <> '';
                CREATE TRIGGER tr AFTER DELETE ON page BEGIN DELETE FROM link WHERE page = old.id; END;
                CREATE VIEW linked AS SELECT title FROM page JOIN link ON page.id = link.page;
                """.utf8)),
    ]
}
