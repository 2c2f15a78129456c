import FlotillaSQL

/// Tells names that an engine gave to a constraint from names that somebody chose.
///
/// An engine-made name counts as none: which number ends it depends on the order of creation, and after a rename it keeps the
/// old name of its table or column. Only the form of a name can tell, so a chosen name of that form counts as none too.
/// Sources: PostgreSQL's `ChooseIndexName` and `ChooseConstraintName`, InnoDB's and MariaDB's manuals.
struct EngineMadeName {
    enum Kind { case primaryKey, unique, foreignKey, check }

    let engine: Engine

    /// The name, unless the engine made it.
    func chosen(_ name: String?, _ kind: Kind, columns: [String] = []) -> String? {
        guard let name, !isMade(name, kind, columns) else { return nil }
        return name
    }

    private func isMade(_ name: String, _ kind: Kind, _ columns: [String]) -> Bool {
        let stem = name[..<(name.lastIndex { !("0"..."9").contains($0) }.map(name.index(after:)) ?? name.startIndex)]
        let isNumbered = stem.endIndex != name.endIndex
        switch (engine, kind) {
        case (.postgresql, .primaryKey): return stem.hasSuffix("_pkey")
        case (.postgresql, .unique): return stem.hasSuffix("_key")
        case (.postgresql, .foreignKey): return stem.hasSuffix("_fkey")
        case (.postgresql, .check): return stem.hasSuffix("_check")
        case (.mysql, .primaryKey): return name == "PRIMARY"
        case (.mysql, .unique):
            guard let first = columns.first else { return false }
            return name == first || (isNumbered && stem == first + "_")
        case (.mysql, .foreignKey): return isNumbered && stem.hasSuffix("_ibfk_")
        case (.mysql, .check): return isNumbered && (stem.hasSuffix("_chk_") || stem == "CONSTRAINT_")
        case (.sqlite, _): return false
        }
    }
}
