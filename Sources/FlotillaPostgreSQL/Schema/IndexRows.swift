import FlotillaSQL
import FlotillaSchema

/// Indexes, put together from the rows of their parts.
enum IndexRows {
    /// By the number of their table. The rows of one index stand together, in the order of its parts.
    static func indexes(_ rows: [IndexPartRow]) -> [Int: [Index]] {
        var indexes: [Int: [Index]] = [:]
        var last: Int?
        for row in rows {
            if row.index != last { indexes[row.table, default: []].append(row.head) }
            last = row.index
            guard let place = indexes[row.table]?.indices.last else { continue }
            if row.isKey {
                indexes[row.table]?[place].parts.append(row.part)
            } else if case .column(let name) = row.part.key {
                indexes[row.table]?[place].included.append(name)
            }
        }
        return indexes
    }
}

struct IndexPartRow {
    let index: Int
    let table: Int
    /// The index without its parts.
    let head: Index
    /// Not included only.
    let isKey: Bool
    let part: Index.Part

    init(_ row: inout CatalogueRow) {
        index = row.int()
        table = row.int()
        let name = row.text()
        let isUnique = row.bool()
        let method = row.text()
        let isValid = row.bool()
        let predicate = row.next()
        let settings = row.list()
        let comment = row.next()
        head = Index(
            name: name, parts: [], isUnique: isUnique, method: method, predicate: predicate, equatesNulls: row.bool(),
            isValid: isValid, others: settings.isEmpty ? [] : ["WITH (\(Self.settings(settings)))"], comment: comment)
        isKey = row.bool()
        let column = row.next()
        let expression = row.next()
        let options = row.int()
        let collation = row.next()
        let operatorClass = row.next()
        let parameters = row.list()
        let isDescending = options & 1 != 0
        let hasNullsFirst = options & 2 != 0
        part = Index.Part(
            column.map { .column($0) } ?? .expression(Self.bare(expression ?? "")), isDescending: isDescending,
            hasNullsFirst: hasNullsFirst == isDescending ? nil : hasNullsFirst, collation: collation,
            operatorClass: operatorClass.map { $0 + (parameters.isEmpty ? "" : " (\(Self.settings(parameters)))") })
    }

    static func settings(_ settings: [String]) -> String {
        settings.sorted().map { setting in
            let parameter = TableRow.parameter(setting, prefix: "")
            return PostgreSQLNames.setting(parameter.name, parameter.value)
        }.joined(separator: ", ")
    }

    /// The server writes parentheses around an expression that is no plain call of a function.
    private static func bare(_ expression: String) -> String {
        expression.hasPrefix("(") && expression.hasSuffix(")") && SQLParentheses.areOuter(expression)
            ? String(expression.dropFirst().dropLast()) : expression
    }
}
