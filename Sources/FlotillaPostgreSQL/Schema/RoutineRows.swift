import FlotillaDriver
import FlotillaSQL
import FlotillaSchema

/// Routines, whose definitions are the server's but for one thing.
///
/// What a body says is text to the server, and may name the own schema: `SELECT 1 FROM tenant_7.users`. There the name is
/// taken away, as it is everywhere else, so that tenants with a schema each can be compared; a revision runs with a search
/// path in which it is not needed. Two bodies keep it: one in `public`, where every tenant has the same name and callers
/// may have any search path, and one of a routine that sets a search path of its own, where it may well be needed.
struct RoutineRows {
    let own: String

    func routine(_ row: inout CatalogueRow) -> Routine {
        let name = row.name()
        let kind: Routine.Kind =
            switch row.text() {
            case "a": .aggregate
            case "p": .procedure
            default: .function
            }
        let signature = row.text()
        let definition = row.text()
        let head = row.text()
        let settings = row.list()
        let plain =
            name.namespace == nil && definition.hasPrefix(head)
            ? "CREATE OR REPLACE \(kind.rawValue) \(PostgreSQLNames.quoted(name.name))("
                + definition.dropFirst(head.count)
            : definition
        return Routine(
            kind: kind, name: name, signature: signature,
            definition: own == "public" ? trimmed(plain) : withoutOwn(trimmed(plain), settings), comment: row.next())
    }

    private func withoutOwn(_ definition: String, _ settings: [String]) -> String {
        guard let path = settings.first(where: { $0.hasPrefix("search_path=") }) else {
            return SQLMentions.unqualified(definition, schema: own, engine: .postgresql)
        }
        guard path == "search_path=\(own)" || path == "search_path=\(PostgreSQLNames.quoted(own))" else {
            return definition
        }
        // It looks things up in its own schema, wherever it is called from.
        let setting = "\n SET search_path TO \(PostgreSQLNames.literal(own))\n"
        return replacing(setting, with: "\n SET search_path FROM CURRENT\n", in: definition)
    }

    /// The first of them.
    private func replacing(_ part: String, with other: String, in text: String) -> String {
        let text = Array(text.utf8)
        let part = Array(part.utf8)
        guard text.count >= part.count,
            let start = (0...(text.count - part.count)).first(where: { text[$0...].starts(with: part) })
        else { return String(decoding: text, as: UTF8.self) }
        return String(
            decoding: text[..<start] + Array(other.utf8) + text[(start + part.count)...], as: UTF8.self)
    }

    /// The server ends a definition with a newline.
    private func trimmed(_ definition: String) -> String {
        definition.hasSuffix("\n") ? String(definition.dropLast()) : definition
    }
}

enum ViewRow {
    /// With its number. The query is without the semicolon that the server ends it with.
    static func view(_ row: inout CatalogueRow) -> (Int, View) {
        let id = row.int()
        let name = row.name()
        let isMaterialized = row.text() == "m"
        var query = row.text()
        if query.hasSuffix(";") { query.removeLast() }
        var view = View(name: name, query: query, isMaterialized: isMaterialized)
        view.options = row.list().map { TableRow.parameter($0, prefix: "") }
        view.comment = row.next()
        if let method = row.next() { view.options.append(TableOption("USING", PostgreSQLNames.quoted(method))) }
        return (id, view)
    }
}
