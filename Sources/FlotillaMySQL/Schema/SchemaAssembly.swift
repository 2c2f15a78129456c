import FlotillaDriver
import FlotillaSQL
import FlotillaSchema

/// Makes a schema out of the rows of a catalogue. Pure, so that rows recorded from a server that is not at hand will do.
struct SchemaAssembly {
    let database: String
    let isMariaDB: Bool
    /// Whether names of tables and databases are folded to lower case, or compared so.
    let foldsNames: Bool
    /// The database's default.
    let collation: String
    let ignored: Set<String>
    var schema = Schema(engine: .mysql)
    /// Where each table stands in `schema.tables`.
    var places: [String: Int] = [:]
    var viewNames: Set<String> = []
    private(set) var sequenceNames: [String] = []
    private(set) var hasPartitions = false
    /// Types by their spellings, of which a database has few.
    var types: [String: ColumnType] = [:]

    /// From the row of `information_schema.schemata`.
    init(_ rows: [CatalogueRow], isMariaDB: Bool, ignored: Set<String> = []) throws(DriverError) {
        guard let row = rows.first, let database = row[0] else {
            throw DriverError(.missingDatabase, message: "there is no such database, or the session is in none")
        }
        self.database = database
        self.isMariaDB = isMariaDB
        self.ignored = ignored
        collation = row.text(1)
        foldsNames = row.text(2) != "0"
        schema.others.append(
            TextObject(kind: "DATABASE", name: "COLLATE", definition: "ALTER DATABASE COLLATE = \(collation)"))
    }

    /// The answers in the order of ``CatalogueQueries/all``.
    mutating func addFirstRound(_ answers: [[CatalogueRow]]) throws(DriverError) {
        addTables(answers[1])
        addColumns(answers[2])
        addIndexes(answers[3])
        addForeignKeys(answers[4], rules: answers[5])
        addChecks(answers[6])
        addTriggers(answers[7])
        try addViews(answers[8])
        try addRoutines(answers[9], parameters: answers[10])
        addEvents(answers[11])
    }

    mutating func addSecondRound(_ answers: [[CatalogueRow]]) {
        for rows in answers {
            if rows.first?.values.count == 7 { addSequences(rows) } else { addPartitions(rows) }
        }
    }

    func finished() throws(DriverError) -> Schema {
        var copy = self
        copy.leaveOutIndexesOfForeignKeys()
        copy.recogniseJSON()
        return copy.schema.sorted()
    }
}

// MARK: Tables and sequences

extension SchemaAssembly {
    private mutating func addTables(_ rows: [CatalogueRow]) {
        for row in rows where !ignored.contains(row.text(0)) {
            let name = row.text(0)
            switch row.text(1) {
            case "BASE TABLE", "SYSTEM VERSIONED":
                var table = Table(name: ObjectName(name))
                table.comment = row.text(5).isEmpty ? nil : row.text(5)
                table.options = options(of: row)
                places[name] = schema.tables.count
                schema.tables.append(table)
            case "VIEW": viewNames.insert(name)
            case "SEQUENCE": sequenceNames.append(name)
            // Temporary tables belong to a session, system views to the server.
            default: break
            }
        }
        sequenceNames.sort()
    }

    private mutating func options(of row: CatalogueRow) -> [TableOption] {
        var options: [TableOption] = []
        if let engine = row[2], engine != "InnoDB" { options.append(TableOption("ENGINE", engine)) }
        if let own = row[3], own != collation { options.append(TableOption("COLLATE", own)) }
        if row.text(1) == "SYSTEM VERSIONED" { options.append(TableOption("WITH SYSTEM VERSIONING")) }
        for option in CreateOptions.parse(row.text(4)) {
            switch option.name {
            case "PARTITIONED": hasPartitions = true
            // Aria's, which states its own defaults and leaves them behind when a table leaves it.
            case "TRANSACTIONAL", "PAGE_CHECKSUM":
                if row[2] == "Aria", option.value == "0" { options.append(option) }
            default: options.append(option)
            }
        }
        return options
    }

    private mutating func addSequences(_ rows: [CatalogueRow]) {
        for row in rows {
            let numbers = (1...5).map { Int64(row.text($0)) }
            let isRising = (numbers[1] ?? 1) >= 0
            var options = SequenceOptions(cycles: row.text(6) == "1")
            options.increment = numbers[1] == 1 ? nil : numbers[1]
            options.minimum = numbers[2] == (isRising ? 1 : -.max) ? nil : numbers[2]
            options.maximum = numbers[3] == (isRising ? .max - 1 : -1) ? nil : numbers[3]
            options.start = numbers[0] == (isRising ? numbers[2] : numbers[3]) ? nil : numbers[0]
            options.cache = numbers[4] == 1000 ? nil : numbers[4]
            schema.sequences.append(
                SequenceObject(name: ObjectName(row.text(0)), type: .integer(bits: 64), options: options))
        }
    }
}

// MARK: Texts

extension SchemaAssembly {
    /// Without the database's own name.
    func stored(_ text: String) -> StoredText { StoredText(text, of: database, ignoringCase: foldsNames) }

    /// An expression as both products would spell it, as far as they agree: neither the database's name, nor parentheses
    /// around all of it, nor what MySQL 8 adds to strings.
    func expression(_ text: String) -> String {
        let plain = isMariaDB ? text : StoredText.withoutIntroducers(Self.unescaped(text))
        return StoredText.withoutOuterParentheses(stored(plain).text)
    }

    /// MySQL 8 keeps expressions in its dictionary as if they stood inside a string: `_utf8mb4\'a\'`.
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var result = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\\", let escaped = scalars.next() else {
                result.append(scalar)
                continue
            }
            switch escaped {
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "0": result.append("\0")
            case "Z": result.append("\u{1A}")
            default: result.append(escaped)
            }
        }
        return String(result)
    }
}
