/// Which kinds of objects a schema has: most have few of them.
///
/// A connection of a fleet's run is new, and the server compiles on it each question for the first time, which takes longer
/// than to answer it. So it is asked first what is there at all.
struct CatalogueContents: Sendable, Hashable {
    private let words: Set<String>

    /// - Parameter answer: of the question ``CatalogueQueries/contents``.
    init(_ answer: [[String?]]) { words = Set(answer.compactMap { $0.first ?? nil }) }

    /// Another than the one that every database has; what it made is told apart from what the schema's owner did.
    var hasExtensions: Bool { words.contains("extension") }
    var hasRoutines: Bool { words.contains("routine") }
    var hasTriggers: Bool { words.contains("trigger") }
    var hasPolicies: Bool { words.contains("policy") }
    var hasRules: Bool { words.contains("rule") }
    var hasStatistics: Bool { words.contains("statistics") }
    var hasCollations: Bool { words.contains("collation") }
    var hasOperators: Bool { words.contains("operator") }
    var hasSearchParts: Bool { words.contains("search") }
    var hasViews: Bool { hasRelations("v") || hasRelations("m") }
    var hasSequences: Bool { hasRelations("S") }
    var hasForeignTables: Bool { hasRelations("f") }
    var hasComposites: Bool { hasRelations("c") }
    var hasEnums: Bool { hasTypes("e") }
    var hasDomains: Bool { hasTypes("d") }
    var hasRanges: Bool { hasTypes("r") }

    private func hasRelations(_ kind: String) -> Bool { words.contains("relation " + kind) }
    private func hasTypes(_ kind: String) -> Bool { words.contains("type " + kind) }
}

extension CatalogueQueries {
    /// A row for each kind of which there is anything in the schemas that are read; of some kinds, anything in the database.
    var contents: String {
        let relations = kinds("relation", "relkind", of: "pg_class", in: "relnamespace")
        let types = kinds("type", "typtype", of: "pg_type", in: "typnamespace")
        return
            ([relations, types]
            + [
                any("extension", of: "pg_extension", where: "extname <> 'plpgsql'::pg_catalog.name"),
                any("routine", of: "pg_proc", where: "pronamespace IN (\(namespaces))"),
                any("trigger", of: "pg_trigger", where: "NOT tgisinternal"),
                any("policy", of: "pg_policy", where: "true"),
                any(
                    "rule", of: "pg_rewrite", where: "rulename <> '_RETURN'::pg_catalog.name AND \(isOurs("ev_class"))"),
                any("statistics", of: "pg_statistic_ext", where: "true"),
                any("collation", of: "pg_collation", where: "collnamespace IN (\(namespaces))"),
                any("operator", of: "pg_operator", where: "oprnamespace IN (\(namespaces))"),
                any("search", of: "pg_ts_dict", where: "dictnamespace IN (\(namespaces))"),
                any("search", of: "pg_ts_config", where: "cfgnamespace IN (\(namespaces))"),
            ]).joined(separator: "\nUNION ALL\n")
    }

    private func kinds(_ word: String, _ kind: String, of catalogue: String, in namespace: String) -> String {
        """
        SELECT '\(word) ' || k.\(kind)::pg_catalog.text FROM (SELECT DISTINCT \(kind) FROM pg_catalog.\(catalogue)
        WHERE \(namespace) IN (\(namespaces))) k
        """
    }

    private func any(_ word: String, of catalogue: String, where condition: String) -> String {
        "SELECT '\(word)' WHERE EXISTS (SELECT FROM pg_catalog.\(catalogue) WHERE \(condition))"
    }

    /// What the server brings with it has smaller numbers (manual, "System Catalog Initial Data").
    private func isOurs(_ oid: String) -> String { "\(oid) >= 16384::pg_catalog.oid" }
}
