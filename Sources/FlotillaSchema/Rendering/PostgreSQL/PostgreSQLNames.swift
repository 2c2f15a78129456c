import FlotillaSQL

/// How names and texts are written for people: without quotes where PostgreSQL needs none.
public enum PostgreSQLNames {
    public static func quoted(_ name: String) -> String {
        guard needsQuotes(name) else { return name }
        // A name that no server takes becomes an empty one, which every server refuses.
        return (try? SQLQuoting.identifier(name, engine: .postgresql)) ?? "\"\""
    }

    public static func quoted(_ name: ObjectName) -> String {
        (name.namespace.map { quoted($0) + "." } ?? "") + quoted(name.name)
    }

    public static func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }

    /// A text that no literal can hold becomes NULL.
    public static func literal(_ text: String) -> String {
        (try? SQLQuoting.literal(text, engine: .postgresql)) ?? "NULL"
    }

    /// A collation as the server spells it, or by its bare name: `C` would be `c` without quotes, which is never meant.
    static func collation(_ text: String) -> String {
        let isSpelled = text.contains("\"") || text.split(separator: ".").allSatisfy { !needsQuotes(String($0)) }
        return isSpelled ? text : quoted(text)
    }

    /// `name=value`, the value in quotes where it is more than a number or a word.
    public static func setting(_ name: String, _ value: String) -> String {
        let isPlain = value.utf8.allSatisfy {
            $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0)
                || (0x61...0x7A).contains($0 | 0x20)
        }
        return "\(name)=\(isPlain && !value.isEmpty ? value : literal(value))"
    }

    /// What PostgreSQL calls what nobody named: `table_columns_suffix`, where the longer of the two gives way until it fits
    /// in 63 bytes (`makeObjectName` in `commands/indexcmds.c`).
    static func chosen(_ table: String, _ columns: [String], _ suffix: String) -> String {
        var first = Array(table.utf8)
        var second = Array(columns.joined(separator: "_").utf8)
        let room = SQLQuoting.postgresqlNameLimit - suffix.utf8.count - 1 - (second.isEmpty ? 0 : 1)
        while first.count + second.count > room {
            if first.count > second.count { first.removeLast() } else { second.removeLast() }
        }
        let parts = [first, second].map { whole($0) }.filter { !$0.isEmpty } + [suffix]
        return parts.joined(separator: "_")
    }

    static func shortened(_ name: String, to limit: Int) -> String { whole(Array(name.utf8.prefix(limit))) }

    /// Without the beginning of a character that was cut in two.
    private static func whole(_ bytes: [UInt8]) -> String {
        var bytes = bytes
        while !bytes.isEmpty {
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            bytes.removeLast()
        }
        return ""
    }

    private static func needsQuotes(_ name: String) -> Bool {
        guard let first = name.utf8.first, first == 0x5F || (0x61...0x7A).contains(first),
            name.utf8.count <= SQLQuoting.postgresqlNameLimit,
            name.utf8.allSatisfy({ $0 == 0x5F || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
        else { return true }
        return keywords.contains(name)
    }

    /// All that are more than unreserved in any version from 12 to 18 (manual, "SQL Key Words"), as `quote_ident` has it.
    private static let keywords = Set(
        """
        all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast \
        char character check coalesce collate collation column concurrently constraint create cross current_catalog \
        current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable \
        desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group \
        grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array \
        json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value \
        lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize \
        not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision \
        primary real references returning right row select session_user setof similar smallint some substring symmetric \
        system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar \
        variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse \
        xmlpi xmlroot xmlserialize xmltable
        """.split(separator: " ").map(String.init))
}
