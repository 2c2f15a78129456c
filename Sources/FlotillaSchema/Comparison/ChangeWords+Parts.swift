extension ChangeWords {
    /// In words. Of what goes as a whole while another of its name comes, a person thinks as of one thing that has changed, and
    /// wants to see what it said and what it says.
    func lines(of edits: [TableEdit], _ table: ObjectName) -> [ChangeLine] {
        let parts = edits.map(TablePart.init)
        let pairs = TablePart.pairs(in: parts)
        let ends = Set(pairs.values)
        return edits.indices.filter { !ends.contains($0) }.flatMap { index -> [ChangeLine] in
            guard let part = parts[index] else { return lines(of: edits[index], table) }
            let losesData = edits[index].losesData(on: engine)
            return [part.line(of: table, becoming: pairs[index].flatMap { parts[$0] }, losesData: losesData)]
        }
    }
}

/// The words for a key, a constraint, an index, a trigger or the like.
private struct TablePart {
    enum Way: Hashable {
        case comes, goes
    }

    /// By what two parts are the same one.
    struct Key: Hashable {
        var kind: String
        /// `nil` for what nobody named.
        var name: String?
    }

    var way: Way
    var object: String
    var name: String?
    /// What stands beside the name; `nil` for a text that says more than fits there.
    var title: String?
    /// All of it.
    var whole: String
    /// `nil` for what is never the same one.
    var key: Key?

    /// The places of what goes, each with the place of what comes instead.
    static func pairs(in parts: [TablePart?]) -> [Int: Int] {
        func places(_ way: Way) -> [Key: [Int]] {
            let chosen = parts.indices.filter { parts[$0]?.way == way && parts[$0]?.key != nil }
            return Dictionary(grouping: chosen) { parts[$0]?.key }.reduce(into: [:]) { places, entry in
                if let key = entry.key { places[key] = entry.value }
            }
        }
        let coming = places(.comes)
        var pairs: [Int: Int] = [:]
        for (key, old) in places(.goes) {
            let new = coming[key] ?? []
            // Of several without a name nobody knows which is which.
            guard key.name != nil || (old.count == 1 && new.count == 1) else { continue }
            for (from, to) in zip(old, new) where parts[from]?.whole != parts[to]?.whole { pairs[from] = to }
        }
        return pairs
    }

    func line(of table: ObjectName, becoming new: TablePart?, losesData: Bool) -> ChangeLine {
        if let new {
            return ChangeLine(
                .change, new.object, of: table, new.name, from: whole, to: new.whole, losesData: losesData)
        }
        return switch way {
        case .comes: ChangeLine(.add, object, of: table, name, to: title)
        case .goes: ChangeLine(.remove, object, of: table, name, from: title, losesData: losesData)
        }
    }
}

extension TablePart {
    init?(_ edit: TableEdit) {
        switch edit {
        case .addPrimaryKey(let new): self.init(.comes, new)
        case .dropPrimaryKey(let old): self.init(.goes, old)
        case .addUnique(let new): self.init(.comes, new)
        case .dropUnique(let old): self.init(.goes, old)
        case .addForeignKey(let new): self.init(.comes, new)
        case .dropForeignKey(let old): self.init(.goes, old)
        case .addCheck(let new): self.init(.comes, new)
        case .dropCheck(let old): self.init(.goes, old)
        case .addIndex(let new): self.init(.comes, new)
        case .dropIndex(let old): self.init(.goes, old)
        case .addTrigger(let new): self.init(.comes, new)
        case .dropTrigger(let old): self.init(.goes, old)
        case .addOther(let new): self.init(.comes, new)
        case .dropOther(let old): self.init(.goes, old)
        case .addColumn, .dropColumn, .renameColumn, .alterColumn, .setComment, .setOption: return nil
        }
    }

    /// The words for a change of it are found elsewhere: whatever its name, a table has one.
    private init(_ way: Way, _ key: PrimaryKey) {
        self.init(way: way, object: "primary key", name: key.name, title: key.title, whole: key.title)
    }

    private init(_ way: Way, _ unique: UniqueConstraint) {
        self.init(
            way: way, object: "unique", name: unique.name, title: unique.title, whole: unique.title,
            key: unique.name.map { Key(kind: "unique", name: $0) })
    }

    private init(_ way: Way, _ key: ForeignKey) {
        self.init(
            way: way, object: "foreign key", name: key.name, title: key.title, whole: key.title,
            key: key.name.map { Key(kind: "foreign key", name: $0) })
    }

    private init(_ way: Way, _ check: CheckConstraint) {
        self.init(
            way: way, object: "check", name: check.name, title: check.title, whole: check.whole,
            key: Key(kind: "check", name: check.name ?? check.column))
    }

    /// One that becomes unique, or is so no longer, is the same index.
    private init(_ way: Way, _ index: Index) {
        let unique = index.isUnique ? "unique " : ""
        self.init(
            way: way, object: unique + "index", name: index.name, title: index.title, whole: unique + index.title,
            key: Key(kind: "index", name: index.name))
    }

    private init(_ way: Way, _ trigger: Trigger) {
        self.init(
            way: way, object: "trigger", name: trigger.name, title: nil, whole: trigger.whole,
            key: Key(kind: "trigger", name: trigger.name))
    }

    private init(_ way: Way, _ other: TextObject) {
        self.init(
            way: way, object: other.kind.lowercased(), name: other.name, title: nil, whole: other.definition,
            key: Key(kind: other.kind, name: other.name))
    }
}

extension CheckConstraint {
    /// With what is unusual about it.
    fileprivate var whole: String {
        title + (isValid ? "" : " not valid") + (isEnforced ? "" : " not enforced") + (isOwnOnly ? " no inherit" : "")
    }
}

extension Trigger {
    /// With what is unusual about it.
    fileprivate var whole: String {
        definition + (state == "ENABLE" ? "" : " (\(state.lowercased()))") + (comment.map { " (comment: \($0))" } ?? "")
    }
}
