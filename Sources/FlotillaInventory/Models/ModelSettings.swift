import FlotillaDriver
import FlotillaSQL
import FlotillaSchema

/// Where the schema that a project wants comes from, and where schemas may be made and thrown away.
///
/// ```yaml
/// models: {sql: [schema/tables.sql, schema/views.sql]}    # or {command: [python, ddl.py]}, or {database: "postgresql://…"}
/// engines: [postgresql, sqlite]
/// scratch: {postgresql: "postgresql://localhost/postgres"}
/// compare: {exclude: ["legacy_*"], include: [], schemas: [billing]}
/// ```
///
/// With a source for each engine: `models: {postgresql: {sql: pg.sql}, sqlite: {sql: lite.sql}}`.
public struct ModelSettings: Sendable, Hashable {
    public enum Source: Sendable, Hashable {
        /// Files that are run one after the other; paths are seen from the working directory.
        case sql([String])
        /// A program that prints statements; it is told the engine by `FLOTILLA_ENGINE`.
        case command([String])
        /// A database that has the schema already.
        case database(URLTemplate)
    }

    /// For every engine that has none of its own.
    public var shared: Source?
    public var own: [Engine: Source] = [:]
    /// Those for which revisions are written; empty when nobody has said.
    public var engines: [Engine] = []
    /// Servers on which databases may be made; SQLite needs none.
    public var scratch: [Engine: URLTemplate] = [:]
    /// That of the file, where programs run; empty for the working directory.
    public var folder = ""
    /// What no comparison looks at.
    public var leftOut = LeftOut()
    /// What of a PostgreSQL database is compared besides the target's own schema.
    public var others = OtherSchemas.none

    public init() {}

    public func source(for engine: Engine) -> Source? { own[engine] ?? shared }

    /// What `flotilla.yaml` says under `models:`, `engines:` and `scratch:`. Reads a file and blocks.
    public static func load(_ settings: Settings) throws(InventoryError) -> ModelSettings {
        var models = ModelSettings()
        guard let file = settings.file, let whole = try PolicyDocument.yaml(file) else { return models }
        models.folder = Paths.folder(of: file)
        let reader = ModelReader(file: file, folder: models.folder)
        let fields = try Fields(whole, file: file)
        if let value = fields["models"] { (models.shared, models.own) = try reader.sources(value) }
        models.engines = try reader.engines(fields)
        models.scratch = try reader.scratch(fields)
        if let value = fields["compare"] {
            models.leftOut = try reader.leftOut(value)
            // Where the version table is put aside, nothing else is looked for.
            models.others = try reader.others(value).without(settings.versionTableSchema)
        }
        return models
    }
}

/// The keys of `flotilla.yaml` that are about models.
struct ModelReader {
    static let shape = [
        FileKey(
            "models",
            .either([.oneOf(sources), .mapping(engineNames.map { FileKey($0, .oneOf(sources), "For \($0).") })]),
            "Where the schema comes from that the application wants."),
        FileKey("engines", .words(.choice(engineNames)), "What revisions are written for."),
        FileKey(
            "scratch", .mapping(servers.map { FileKey($0, .text(.free), "A URL.") }),
            "Servers on which databases may be made and thrown away."),
        FileKey("compare", .mapping(comparison), "What no comparison looks at."),
    ]
    private static let sources = [
        FileKey("sql", .words(.free), "Files that are run one after the other."),
        FileKey("command", .words(.free), "A program that prints statements; FLOTILLA_ENGINE says for which engine."),
        FileKey("database", .text(.free), "The URL of a database that has the schema already."),
    ]
    private static let comparison = [
        FileKey("exclude", .words(.free), "Names that are left out; * stands for any letters."),
        FileKey("include", .words(.free), "The only names that are looked at."),
        FileKey("schemas", .words(.free), "Further schemas of PostgreSQL that are compared, or * for all."),
    ]
    private static let kinds = sources.names
    private static let servers = [Engine.mysql, .postgresql].map(\.rawValue)
    private static let engineNames = Engine.allCases.sorted().map(\.rawValue)

    let file: String
    let folder: String

    func sources(
        _ value: Value
    ) throws(InventoryError) -> (shared: ModelSettings.Source?, own: [Engine: ModelSettings.Source]) {
        let fields = try Fields(value, file: file, key: "models")
        try fields.check(allowed: Self.kinds + Self.engineNames)
        guard fields.members.allSatisfy({ Self.engineNames.contains($0.key) }) else {
            return (try source(fields, "models"), [:])
        }
        var own: [Engine: ModelSettings.Source] = [:]
        for member in fields.members {
            guard let engine = Engine(rawValue: member.key) else { continue }
            let key = "models.\(member.key)"
            own[engine] = try source(try Fields(member.value, file: file, key: key), key)
        }
        return (nil, own)
    }

    private func source(_ fields: Fields, _ key: String) throws(InventoryError) -> ModelSettings.Source {
        try fields.check(allowed: Self.kinds)
        let given = fields.members.filter { fields[$0.key] != nil }
        guard given.count == 1, let kind = given.first?.key else {
            throw InventoryError(.chooseOne(of: Self.kinds), at: fields.place)
        }
        switch kind {
        case "sql": return .sql(try words(fields, kind, key).map { Paths.join(folder, $0) })
        case "command": return .command(try words(fields, kind, key))
        default: return .database(try url(try fields.required(kind), key: "\(key).\(kind)"))
        }
    }

    private func words(_ fields: Fields, _ kind: String, _ key: String) throws(InventoryError) -> [String] {
        let words = try fields.words(kind).map(\.text)
        guard !words.isEmpty, words.allSatisfy({ !$0.isEmpty }) else {
            throw try fields.fault(
                kind, expected: kind == "sql" ? "a file or a list of files" : "a program and its arguments")
        }
        return words
    }

    private func url(_ written: Written, key: String) throws(InventoryError) -> URLTemplate {
        do {
            return try URLTemplate(parsing: written.text, folder: folder)
        } catch {
            throw InventoryError(.badURL(error.problem), at: written.spot.place(in: file))
        }
    }

    /// By names, as `--exclude` and `--include` take them.
    func leftOut(_ value: Value) throws(InventoryError) -> LeftOut {
        let fields = try Fields(value, file: file, key: "compare")
        try fields.check(allowed: Self.comparison.names)
        return LeftOut(try patterns("exclude", fields), allBut: try patterns("include", fields))
    }

    /// Names, or `*` for every schema that is there.
    func others(_ value: Value) throws(InventoryError) -> OtherSchemas {
        let names = try Fields(value, file: file, key: "compare").words("schemas")
        if let star = names.first(where: { $0.text.contains("*") }) {
            guard names.count == 1, star.text == "*" else {
                throw InventoryError(
                    .badValue(
                        key: "compare.schemas", text: star.text, expected: "names of schemas, or \"*\" alone for all"),
                    at: star.spot.place(in: file))
            }
            return .all()
        }
        return names.isEmpty ? .none : .named(Set(names.map(\.text)))
    }

    private func patterns(_ key: String, _ fields: Fields) throws(InventoryError) -> [NamePattern] {
        var patterns: [NamePattern] = []
        for word in try fields.words(key) {
            do throws(NamePatternError) { patterns.append(try NamePattern(parsing: word.text)) } catch {
                let kinds = NamePattern.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw InventoryError(
                    .badValue(
                        key: "compare.\(key)", text: word.text,
                        expected: "a name, in which * stands for any letters, or one of \(kinds), a colon and a name"),
                    at: word.spot.place(in: file))
            }
        }
        return patterns
    }

    func engines(_ fields: Fields) throws(InventoryError) -> [Engine] {
        var engines: [Engine] = []
        for word in try fields.words("engines") {
            guard let engine = Engine(rawValue: word.text), !engines.contains(engine) else {
                throw InventoryError(
                    .badValue(
                        key: "engines", text: word.text,
                        expected: "each once, of " + Self.engineNames.joined(separator: ", ")),
                    at: word.spot.place(in: file))
            }
            engines.append(engine)
        }
        return engines
    }

    func scratch(_ fields: Fields) throws(InventoryError) -> [Engine: URLTemplate] {
        guard let value = fields["scratch"] else { return [:] }
        try Fields(value, file: file, key: "scratch").check(allowed: Self.servers)
        var scratch: [Engine: URLTemplate] = [:]
        for (name, written) in try fields.texts("scratch") {
            guard let engine = Engine(rawValue: name.text) else { continue }
            let template = try url(written, key: "scratch.\(name.text)")
            guard template.engine == nil || template.engine == engine else {
                throw InventoryError(
                    .badValue(
                        key: "scratch.\(name.text)", text: template.redacted,
                        expected: "the URL of a \(name.text) server"),
                    at: written.spot.place(in: file))
            }
            scratch[engine] = template
        }
        return scratch
    }
}
