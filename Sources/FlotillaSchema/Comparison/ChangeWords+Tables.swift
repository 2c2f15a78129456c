extension ChangeWords {
    func lines(of change: TableChange) -> [ChangeLine] {
        let table = change.to.name
        var lines = lines(of: change.edits, table)
        // A key that goes and another that comes are one thing to a person.
        guard let old = change.from.primaryKey, let new = change.to.primaryKey, old.title != new.title,
            let index = lines.firstIndex(where: { $0.object == "primary key" && $0.kind == .remove })
        else { return lines }
        lines.removeAll { $0.object == "primary key" }
        lines.insert(
            ChangeLine(.change, "primary key", of: table, from: old.title, to: new.title),
            at: index)
        return lines
    }

    /// Of what is no part that goes or comes as a whole.
    func lines(of edit: TableEdit, _ table: ObjectName) -> [ChangeLine] {
        switch edit {
        case .addColumn(let new): [ChangeLine(.add, "column", of: table, new.name, to: description(of: new))]
        case .dropColumn(let old):
            [
                ChangeLine(
                    .remove, "column", of: table, old.name, from: description(of: old),
                    losesData: edit.losesData(on: engine))
            ]
        case .renameColumn(let old, let new):
            [ChangeLine(.rename, "column", of: table, new, from: old, to: new)]
        case .alterColumn(let old, let new): lines(from: old, to: new, table)
        case .setComment(let old, let new):
            [ChangeLine(.change, "table", of: table, property: "comment", from: old, to: new)]
        case .setOption(let old, let new):
            [
                ChangeLine(
                    .change, "table", of: table, property: "option", from: old?.title, to: new?.title,
                    losesData: edit.losesData(on: engine))
            ]
        default: []
        }
    }

    private func lines(from old: Column, to new: Column, _ table: ObjectName) -> [ChangeLine] {
        let properties: [(String, String?, String?)] = [
            ("type", spelling(old.type), spelling(new.type)),
            ("nullability", old.nullability, new.nullability),
            ("default", old.default, new.default),
            ("generation", old.generated?.text, new.generated?.text),
            ("identity", old.identity?.text, new.identity?.text),
            ("collation", old.collation, new.collation),
            ("value on update", old.onUpdate, new.onUpdate),
            ("comment", old.comment, new.comment),
            (
                "options", old.others.isEmpty ? nil : old.others.sorted().joined(separator: " "),
                new.others.isEmpty ? nil : new.others.sorted().joined(separator: " ")
            ),
        ]
        return properties.filter { $0.1 != $0.2 }.map { property, before, after in
            ChangeLine(
                .change, "column", of: table, new.name, property: property, from: before, to: after,
                losesData: LosingProperty(rawValue: property).map { old.loses($0, new, engine, enums: enums) } ?? false)
        }
    }

    private func description(of column: Column) -> String {
        var words = [spelling(column.type)]
        if !column.isNullable { words.append(column.nullability) }
        if let value = column.default { words.append("default \(value)") }
        if let generated = column.generated { words.append(generated.text) }
        if let identity = column.identity { words.append(identity.text) }
        return "(" + words.joined(separator: ", ") + ")"
    }
}

extension Column {
    var nullability: String { isNullable ? "null" : "not null" }
}

extension Generated {
    var text: String { "\(isStored ? "stored" : "virtual") (\(expression))" }
}

extension Identity {
    var text: String {
        switch self {
        case .serial(let options): Self.text("serial", options)
        case .always(let options): Self.text("identity always", options)
        case .byDefault(let options): Self.text("identity by default", options)
        case .autoIncrement: "auto increment"
        }
    }

    private static func text(_ words: String, _ options: SequenceOptions) -> String {
        options.text.isEmpty ? words : "\(words) (\(options.text))"
    }
}

extension PrimaryKey {
    var title: String { "(" + columns.joined(separator: ", ") + ")" + deferral.suffix }
}

extension UniqueConstraint {
    var title: String { "(" + columns.joined(separator: ", ") + ")" + deferral.suffix }
}

extension ForeignKey {
    var title: String {
        var text = "(" + columns.joined(separator: ", ") + ") -> " + table.text
        if !referenced.isEmpty { text += " (" + referenced.joined(separator: ", ") + ")" }
        if onDelete != .noAction { text += " on delete \(onDelete.rawValue.lowercased())" }
        if onUpdate != .noAction { text += " on update \(onUpdate.rawValue.lowercased())" }
        return text + deferral.suffix
    }
}

extension Deferral {
    var suffix: String { self == .never ? "" : " " + rawValue.lowercased() }
}

extension CheckConstraint {
    var title: String { "(\(expression))" }
}

extension Index {
    var title: String {
        let list = parts.map { part in
            let text =
                switch part.key {
                case .column(let name): name
                case .expression(let text): text
                }
            return text + (part.isDescending ? " desc" : "")
        }
        return "(" + list.joined(separator: ", ") + ")" + (method == "btree" ? "" : " using \(method)")
            + (predicate.map { " where \($0)" } ?? "")
    }
}
