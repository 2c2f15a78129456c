extension SQLStatement {
    /// What the statement writes to, or moves to, beside the database that its session is in, as far as its text tells: a
    /// database of MySQL's family, a file of SQLite's. In PostgreSQL no statement leaves its database.
    public var otherDatabase: String? {
        switch engine {
        case .postgresql: nil
        case .sqlite: attachedFile
        case .mysql: namedDatabase
        }
    }

    private var attachedFile: String? {
        let words = SQLLexeme.all(of: bytes, engine: engine, options: options).map { text($0) }
        switch traits.command {
        case "ATTACH": return words.last { $0.first == "'" || $0.first == "\"" } ?? "a file"
        case "VACUUM": return words.contains { $0.uppercased() == "INTO" } ? "a file" : nil
        default: return nil
        }
    }

    private var namedDatabase: String? {
        let lexemes = SQLLexeme.all(of: bytes, engine: engine, options: options)
        if traits.command == "USE" { return lexemes.dropFirst().first.map { text($0) } ?? "" }
        for object in catalogueEffect.facts.map(\.object) {
            switch object {
            case .schema(let name), .database(let name): return name.text
            default: if let database = object.relation?.schema { return database.text }
            }
        }
        guard traits.writesRows || traits.command.hasPrefix("TRUNCATE") else { return nil }
        return Self.target(lexemes.map { text($0) })
    }

    private static let before: Set<String> = [
        "INTO", "UPDATE", "FROM", "TABLE", "JOIN", "IGNORE", "DELETE", "TRUNCATE", "REPLACE", "INSERT", "LOW_PRIORITY",
    ]

    /// The database of the first table that is named with one.
    private static func target(_ words: [String]) -> String? {
        for (index, word) in words.enumerated() where before.contains(word.uppercased()) {
            guard index + 3 < words.count, words[index + 2] == "." else { continue }
            return words[index + 1]
        }
        return nil
    }

    private func text(_ lexeme: SQLLexeme) -> String { String(decoding: bytes[lexeme.range], as: UTF8.self) }
}

extension CatalogueObject {
    /// The table, or whatever else the name in front of which a database may stand is.
    fileprivate var relation: QualifiedName? {
        switch self {
        case .table(let name), .view(let name), .materializedView(let name), .sequence(let name), .function(let name),
            .procedure(let name), .package(let name), .packageBody(let name), .event(let name), .type(let name),
            .column(_, let name), .primaryKey(let name), .constraint(_, let name), .enumValue(_, let name):
            name
        case .index(let name, let table), .trigger(let name, let table): table ?? name
        case .schema, .database, .extension: nil
        }
    }
}
