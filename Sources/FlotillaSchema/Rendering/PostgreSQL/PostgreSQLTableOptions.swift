/// What PostgreSQL says about a table beyond its columns and constraints, changed by `ALTER TABLE`.
enum PostgreSQLTableOptions {
    struct Action {
        var sql: String
        var remarks: [String] = []
    }

    /// Those that `CREATE TABLE` has no words for.
    static func isSetAfterwards(_ option: TableOption) -> Bool {
        ["ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY", "REPLICA IDENTITY", "CLUSTER ON"].contains(option.name)
    }

    static func change(from: TableOption?, to: TableOption?, in table: Table) -> [Action] {
        guard let name = (to ?? from)?.name else { return [] }
        let start = "ALTER TABLE \(PostgreSQLNames.quoted(table.name)) "
        if (to ?? from)?.isParameter == true {
            let setting = to.map { "SET (\(PostgreSQLNames.setting($0.name, $0.value)))" } ?? "RESET (\(name))"
            return [Action(sql: start + setting)]
        }
        switch name {
        case "UNLOGGED":
            return [Action(sql: start + (to == nil ? "SET LOGGED" : "SET UNLOGGED"), remarks: [rewrites])]
        case "ROW LEVEL SECURITY": return [Action(sql: start + (to == nil ? "DISABLE " : "ENABLE ") + name)]
        case "FORCE ROW LEVEL SECURITY":
            return [Action(sql: start + (to == nil ? "NO FORCE ROW LEVEL SECURITY" : name))]
        case "REPLICA IDENTITY": return [Action(sql: start + "REPLICA IDENTITY \(to?.value ?? "DEFAULT")")]
        case "CLUSTER ON":
            return [Action(sql: start + (to.map { "CLUSTER ON \($0.value)" } ?? "SET WITHOUT CLUSTER"))]
        case "INHERITS": return inheritance(from?.value, to?.value, start)
        case "PARTITION OF": return partitioning(from?.value, to?.value, PostgreSQLNames.quoted(table.name))
        case "USING":
            return [Action(sql: start + "SET ACCESS METHOD \(to?.value ?? "heap")", remarks: [rewrites])]
        case "OF": return [Action(sql: start + (to.map { "OF \($0.value)" } ?? "NOT OF"))]
        // A table cannot become partitioned, nor cease to be: that is another table with the same rows.
        default: return []
        }
    }

    /// `parent FOR VALUES …` or `parent DEFAULT`.
    static func partition(_ value: String) -> (parent: String, bound: String)? {
        let words = value.split(separator: " ", omittingEmptySubsequences: false)
        let place = words.indices.dropFirst().first { index in
            words[index] == "DEFAULT" || (words[index] == "FOR" && words[(index + 1)...].first == "VALUES")
        }
        guard let place else { return nil }
        return (words[..<place].joined(separator: " "), words[place...].joined(separator: " "))
    }

    private static let rewrites = "writes the whole table anew and lets nobody read or write it meanwhile"

    private static func inheritance(_ from: String?, _ to: String?, _ start: String) -> [Action] {
        (from.map { [Action(sql: start + "NO INHERIT \($0)")] } ?? [])
            + (to.map { [Action(sql: start + "INHERIT \($0)")] } ?? [])
    }

    private static func partitioning(_ from: String?, _ to: String?, _ table: String) -> [Action] {
        let detached = from.flatMap(partition).map {
            Action(sql: "ALTER TABLE \($0.parent) DETACH PARTITION \(table)")
        }
        let attached = to.flatMap(partition).map {
            Action(
                sql: "ALTER TABLE \($0.parent) ATTACH PARTITION \(table) \($0.bound)",
                remarks: ["reads the whole table unless a check proves that all rows belong there"])
        }
        return [detached, attached].compactMap { $0 }
    }
}
