import FlotillaInventory
import Foundation
import Testing

/// Editors hold files against the schema by `jsonschema` of Python's, or something that does the same.
@Suite("JSON Schemas of the files that people write")
struct ConfigSchemaTests {
    private static let validator = """
        import glob, json, re, yaml, jsonschema
        class Loader(yaml.SafeLoader):
            pass
        # As editors read it, by YAML 1.2: a day and the word 'on' are texts.
        left = ('tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:bool')
        Loader.yaml_implicit_resolvers = {
            first: [(tag, match) for tag, match in pairs if tag not in left]
            for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}
        Loader.add_implicit_resolver('tag:yaml.org,2002:bool', re.compile('^(true|false)$'), list('tf'))
        for path in sorted(glob.glob('*.sample')):
            schema = json.load(open(path.split('.')[1] + '.json'))
            jsonschema.Draft7Validator.check_schema(schema)
            document = yaml.load(open(path), Loader)
            for error in jsonschema.Draft7Validator(schema).iter_errors(document):
                print(path.split('.')[0], error.json_path)
        """

    /// The numbers of the texts that the schemas have something against.
    private static func refused(_ samples: [(FileKind, String)]) throws -> Set<Int> {
        let place = try Workplace()
        for kind in FileKind.allCases {
            let schema = try place.flotilla("config schema \(kind.rawValue)")
            try #require(schema.status == 0, "\(schema)")
            try place.write(kind.rawValue + ".json", schema.output)
        }
        for (index, (kind, text)) in samples.enumerated() {
            try place.write("\(index).\(kind.rawValue).sample", text)
        }
        try place.write("validate.py", validator)
        let alembic = try #require(ProcessInfo.processInfo.environment["FLOTILLA_TEST_ALEMBIC"])
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: (alembic as NSString).deletingLastPathComponent + "/python")
        process.arguments = ["validate.py"]
        process.currentDirectoryURL = URL(fileURLWithPath: place.path)
        let finished = try RunningProgram(process, in: place.path).finish()
        try #require(finished.status == 0, "\(finished.errors)")
        return Set(finished.output.split(separator: "\n").compactMap { Int($0.prefix { $0 != " " }) })
    }

    /// Whether our own reader takes it.
    private static func isTaken(_ text: String, _ kind: FileKind) throws -> Bool {
        let place = try Workplace()
        switch kind {
        case .settings: try place.write("flotilla.yaml", text)
        case .inventory: try place.write("targets.yaml", text)
        case .policy: try place.write("policy.yaml", text)
        }
        if kind == .inventory {
            return try place.flotilla("inventory list", environment: ["FLOTILLA_INVENTORY": "targets.yaml"]).status == 0
        }
        if kind == .policy { return try place.flotilla("rollout plan --policy policy.yaml").status != 65 }
        let policies = try place.flotilla("rollout plan", environment: ["FLOTILLA_INVENTORY": "targets.csv"])
        return try policies.status != 65 && place.flotilla("revision -m x --sql").status != 65
    }

    static let good: [(FileKind, String)] = [
        (
            .settings,
            """
            migrations: migrations
            ledger: .flotilla/ledger.db
            version_table: alembic_version
            defaults: {lock_timeout: 2s, statement_timeout: none, retries: 0, concurrency: {total: auto, per_server: 8}}
            models: {sql: [t1.sql, t2.sql]}
            engines: [sqlite, mysql]
            scratch: {mysql: "mysql://me@localhost/mysql"}
            compare: {exclude: ["legacy_*", "table:x"], include: []}
            revisions: {locations: migrations/versions, recursive: true, truncate_slug_length: 40, timezone: UTC,
                        post_write_hooks: [[cat, "{file}"], cat]}
            alembic: {project: ., flask: "app:create"}
            groups: {oncall: [mia, omar]}
            quarantine: [{target: t1, reason: broken, owner: mia, until: 2026-12-24}]
            policies:
              empty:
              careful:
                waves:
                  - {name: canary, select: region=eu, count: 1, tolerate: 0, gates: [{soak: 10m}]}
                  - {name: early, percent: 0.5%}
                  - {name: rest}
                order: {label: region}
                concurrency: {total: 64, per_server: 8, ramp: [1, 4]}
                pause: 5s
                failures: {tolerate: 1%, mode: strict, retries: 3, then: revert}
                gates:
                  - {approval: true}
                  - {approval: {by: [oncall]}, timeout: 1h}
                  - {sql: {on: targets, query: SELECT 1, expect: some}, successes: 2}
                  - {sql: {on: targets, query: SELECT 1, expect: {below: 0.5}}}
                  - {http: {url: "https://example.org/x", json: /a, at_most: 3, headers: {X-A: b}, allow_private: true}}
                  - {command: [./smoke, test]}
                  - {fingerprint: agree}
                windows: [{select: region=eu, days: [mon-thu, sun], between: "01:00-05:00", zone: Europe/Berlin}]
                latecomers: name
            """
        ),
        (.settings, "models: {sqlite: {sql: a.sql}, mysql: {command: ddl}}\n"),
        (
            .inventory,
            """
            targets:
              - {id: a, url: "sqlite:t1.db", labels: {tier: 1, region: eu, old: no}}
              - id: b
                url: sqlite:t2.db
                labels:
            sources:
              - files: {glob: "x/*.db", labels: {ring: a}, id: path}
                timeout: 5s
              - file: targets.csv
                prefix: again-
              - {command: [cat, /dev/null], references: true}
            """
        ),
        (.policy, "waves: [{name: a, percent: 10}, {name: b}]\norder: longest-first\n"), (.policy, "pause: 0s\n"),
    ]

    /// Each with one mistake.
    static let bad: [(FileKind, String)] = [
        (.settings, "defaults: {lock_timeout: 2}"), (.settings, "defaults: {lock_timout: 2s}"),
        (.settings, "defaults: {retries: 101}"), (.settings, "defaults: {transaction: all}"),
        (.settings, "defaults: {concurrency: {total: many}}"), (.settings, "migratons: x"),
        (.settings, "models: {sql: a.sql, command: b}"), (.settings, "models: {oracle: {sql: a.sql}}"),
        (.settings, "engines: [oracle]"), (.settings, "engines: [sqlite]\nscratch: {sqlite: x}"),
        (.settings, "compare: {without: [a]}\nengines: [sqlite]\nmodels: {sql: a.sql}"),
        (.settings, "revisions: {recursive: maybe}"), (.settings, "revisions: {truncate_slug_length: 0}"),
        (.settings, "quarantine: [{target: a, select: b=c, reason: x, owner: y}]"),
        (.settings, "quarantine: [{target: a, owner: y}]"),
        (.settings, "quarantine: [{target: a, reason: x, owner: y, until: tomorrow}]"),
        (.settings, "policies: {default: {wave: []}}"), (.settings, "policies: [careful]"),
        (.inventory, "targets: [{id: a}]"), (.inventory, "targets: [{id: a, url: 'sqlite:a.db', label: x}]"),
        (.inventory, "target: []"), (.inventory, "sources: [{file: targets.csv, pre: x}]"),
        (.inventory, "sources: [{files: {glob: '*.db', id: name}}]"), (.inventory, "sources: [{folder: x}]"),
        (.policy, "waves: [{count: 5}]"), (.policy, "waves: [{name: a, count: 0}]"), (.policy, "order: shortest-first"),
        (.policy, "failures: {then: panic}"), (.policy, "failures: {tolerate: some}"),
        (.policy, "gates: [{soak: 10m, approval: true}]"), (.policy, "gates: [{soak: 10}]"),
        (.policy, "gates: [{sql: {on: targets, query: SELECT 1}}]"), (.policy, "gates: [{http: {json: /a}}]"),
        (.policy, "gates: [{fingerprint: same}]"), (.policy, "windows: [{between: '01:00-05:00'}]"),
        (.policy, "windows: [{between: always, zone: UTC}]"), (.policy, "concurrency: {ramp: [0]}"),
        (.policy, "latecomers: wait"), (.policy, "pause: soon"),
    ]

    @Test("take what the program takes")
    func schemasTake() throws {
        #expect(try Self.refused(Self.good) == [])
    }

    @Test("refuse what the program refuses")
    func schemasRefuse() throws {
        #expect(try Self.refused(Self.bad) == Set(Self.bad.indices))
    }

    @Test("say of each file what the program says of it", arguments: good.indices)
    func taken(index: Int) throws {
        let (kind, text) = Self.good[index]
        #expect(try Self.isTaken(text, kind))
    }

    @Test("say of each mistake what the program says of it", arguments: bad.indices)
    func refused(index: Int) throws {
        let (kind, text) = Self.bad[index]
        #expect(try !Self.isTaken(text, kind), "\(text)")
    }

    @Test("take the project's own files, and what init writes")
    func ownFiles() throws {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(3).dropFirst().joined(separator: "/")
        var samples: [(FileKind, String)] = []
        for (path, kind) in [
            ("inventory/fleet.yaml", FileKind.inventory), ("inventory/sample/flotilla.yaml", .settings),
        ] {
            samples.append((kind, try String(contentsOfFile: "/\(root)/\(path)", encoding: .utf8)))
        }
        let place = try Workplace()
        for template in ["sqlite", "postgresql", "mysql", "fleet"] {
            let made = try place.flotilla("init -t \(template) -c \(template)/flotilla.yaml")
            #expect(made.status == 0, "\(made)")
            let text = try String(contentsOfFile: "\(place.path)/\(template)/flotilla.yaml", encoding: .utf8)
            #expect(text.contains("# yaml-language-server: $schema="))
            samples.append((.settings, text))
        }
        #expect(try Self.refused(samples) == [])
    }
}
