/// Changes of a type that touch no row.
enum TypeWidening {
    /// Source: PostgreSQL's manual on `ALTER TABLE`, and the support functions `varchar_support` and `numeric_support`.
    static func isFree(from old: KnownTable.Column, to new: ColumnDefinition) -> Bool {
        let (from, to) = (postgresqlName(old.type), postgresqlName(new.type))
        let (was, wanted) = (numbers(old.typeArguments), numbers(new.typeArguments))
        if from == to, was == wanted { return true }
        switch (from, to) {
        case ("varchar", "text"): return true
        case ("text", "varchar"): return wanted.isEmpty
        case ("varchar", "varchar"): return wanted.isEmpty || (was.first.map { $0 <= wanted[0] } ?? false)
        case ("numeric", "numeric"):
            guard !wanted.isEmpty else { return true }
            let (scale, wantedScale) = (was.dropFirst().first ?? 0, wanted.dropFirst().first ?? 0)
            return was.first.map { $0 <= wanted[0] } ?? false && scale == wantedScale
        default: return false
        }
    }

    /// A longer `varchar` whose length still fits the same number of bytes; more values at the end of an enumeration.
    static func isFreeInMySQL(from old: KnownTable.Column, to new: ColumnDefinition) -> Bool {
        guard old.type == new.type else { return false }
        if old.typeArguments == new.typeArguments || old.type.contains("int") { return true }
        switch old.type {
        case "enum", "set": return new.typeArguments.starts(with: old.typeArguments)
        case "varchar":
            let (was, wanted) = (numbers(old.typeArguments), numbers(new.typeArguments))
            guard let was = was.first, let wanted = wanted.first, was <= wanted else { return false }
            // Up to 255 bytes the length takes one byte, and a sign of utf8mb4 up to four.
            return wanted <= 63 || was >= 256
        default: return false
        }
    }

    private static func postgresqlName(_ type: String) -> String {
        switch type {
        case "character varying": "varchar"
        case "decimal": "numeric"
        case "int", "int4": "integer"
        case "int8": "bigint"
        default: type
        }
    }

    private static func numbers(_ arguments: [String]) -> [Int] { arguments.compactMap { Int($0) } }
}
