import FlotillaSchema

struct ConstraintRow {
    let table: Int
    private let name: String
    private let kind: String
    private let deferral: Deferral
    private let isValid: Bool
    private let isOwnOnly: Bool
    /// By their numbers in the table.
    private let key: [Int]
    private let referenced: [String]
    private let referencedTable: ObjectName
    private let onDelete: ForeignKey.Action
    private let onUpdate: ForeignKey.Action
    private let matchesFull: Bool
    private let expression: String
    private let included: [String]
    private let equatesNulls: Bool
    /// Storage parameters of the index behind it.
    private let settings: [String]
    /// Of what the model has no words for.
    private let text: String?
    /// In SQL.
    private let tablePath: String
    private let comment: String?

    init(_ row: inout CatalogueRow) {
        table = row.int()
        name = row.text()
        kind = row.text()
        let isDeferrable = row.bool()
        let isDeferred = row.bool()
        deferral = isDeferred ? .initiallyDeferred : isDeferrable ? .initiallyImmediate : .never
        isValid = row.bool()
        isOwnOnly = row.bool()
        key = row.list().compactMap { Int($0) }
        referenced = row.list()
        referencedTable = row.name()
        onDelete = Self.action(row.text())
        onUpdate = Self.action(row.text())
        matchesFull = row.text() == "f"
        expression = row.text()
        included = row.list()
        equatesNulls = row.bool()
        settings = row.list()
        text = row.next()
        tablePath = row.text()
        comment = row.next()
    }

    private static func action(_ letter: String) -> ForeignKey.Action {
        switch letter {
        case "r": .restrict
        case "c": .cascade
        case "n": .setNull
        case "d": .setDefault
        default: .noAction
        }
    }

    /// `names` are of all columns of the table, inherited ones too.
    func add(to table: inout Table, _ names: [Int: String]) {
        let columns = key.compactMap { names[$0] }
        switch kind {
        case _ where text != nil: break
        case "p":
            table.primaryKey = PrimaryKey(name: name, columns: columns, deferral: deferral, included: included)
        case "u":
            table.uniques.append(
                UniqueConstraint(
                    name: name, columns: columns, deferral: deferral, included: included, equatesNulls: equatesNulls))
        case "f":
            table.foreignKeys.append(
                ForeignKey(
                    name: name, columns: columns, table: referencedTable, referenced: referenced, onDelete: onDelete,
                    onUpdate: onUpdate, matchesFull: matchesFull, deferral: deferral, isValid: isValid))
        default:
            table.checks.append(
                CheckConstraint(name: name, expression: expression, isValid: isValid, isOwnOnly: isOwnOnly))
        }
        table.others += texts(in: table.name.namespace)
    }

    private func texts(in namespace: String?) -> [TextObject] {
        let quoted = PostgreSQLNames.quoted(name)
        let whole = text.map { text in
            TextObject(
                kind: kind == "x" ? "EXCLUSION CONSTRAINT" : "CONSTRAINT", name: name,
                definition: "ALTER TABLE \(tablePath) ADD CONSTRAINT \(quoted) \(text)",
                removal: "ALTER TABLE \(tablePath) DROP CONSTRAINT \(quoted)")
        }
        let parameters = settings.isEmpty || text != nil ? nil : indexParameters(in: namespace)
        return [whole, parameters].compactMap { $0 }
            + TextObject.comment(on: "CONSTRAINT \(quoted) ON \(tablePath)", comment)
    }

    private func indexParameters(in namespace: String?) -> TextObject {
        let index = PostgreSQLNames.quoted(ObjectName(name, in: namespace))
        let names = settings.sorted().map { $0.prefix { $0 != "=" } }.joined(separator: ", ")
        return TextObject(
            kind: "INDEX PARAMETERS", name: name,
            definition: "ALTER INDEX \(index) SET (\(IndexPartRow.settings(settings)))",
            removal: "ALTER INDEX \(index) RESET (\(names))")
    }
}
