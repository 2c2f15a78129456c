import FlotillaSQL

/// Finds the words for changes.
struct ChangeWords {
    let engine: Engine
    let enums: Set<ObjectName>
    let spelling: (ColumnType) -> String

    func lines(of change: Change) -> [ChangeLine] {
        switch change {
        case .createNamespace(let new): [ChangeLine(.add, "schema", new.name)]
        case .dropNamespace(let old): [ChangeLine(.remove, "schema", old.name)]
        case .alterNamespace(let old, let new):
            [ChangeLine(.change, "schema", new.name, property: "comment", from: old.comment, to: new.comment)]
        case .createExtension(let new): [ChangeLine(.add, "extension", new.name)]
        case .dropExtension(let old): [ChangeLine(.remove, "extension", old.name)]
        case .createEnum(let new): [ChangeLine(.add, "enum", new.name.text, to: "(\(list(new.values)))")]
        case .dropEnum(let old): [ChangeLine(.remove, "enum", old.name.text, from: list(old.values))]
        case .alterEnum(let old, let new): enumLines(old, new)
        case .createSequence(let new): [ChangeLine(.add, "sequence", new.name.text)]
        case .dropSequence(let old):
            [ChangeLine(.remove, "sequence", old.name.text, losesData: change.losesData(on: engine))]
        case .alterSequence(let old, let new): sequenceLines(old, new)
        case .createTable(let new): [ChangeLine(.add, "table", of: new.name, to: size(of: new))]
        case .dropTable(let old):
            [
                ChangeLine(
                    .remove, "table", of: old.name, from: size(of: old), losesData: change.losesData(on: engine))
            ]
        case .renameTable(let old, let new):
            [ChangeLine(.rename, "table", of: new, from: old.text, to: new.text)]
        case .alterTable(let change): lines(of: change)
        case .createView, .dropView, .alterView, .createRoutine, .dropRoutine, .alterRoutine, .createOther, .dropOther,
            .alterOther:
            codeLines(of: change)
        }
    }

    /// Of what is made from a text.
    private func codeLines(of change: Change) -> [ChangeLine] {
        switch change {
        case .createView(let new): [ChangeLine(.add, new.word, new.name.text)]
        case .dropView(let old): [ChangeLine(.remove, old.word, old.name.text)]
        case .alterView(let old, let new): viewLines(old, new)
        case .createRoutine(let new): [ChangeLine(.add, new.word, new.title)]
        case .dropRoutine(let old): [ChangeLine(.remove, old.word, old.title)]
        case .alterRoutine(let old, let new):
            properties(
                new.word, new.title,
                ("definition", old.definition, new.definition), ("comment", old.comment, new.comment))
        case .createOther(let new): [ChangeLine(.add, new.kind.lowercased(), new.name)]
        case .dropOther(let old):
            [ChangeLine(.remove, old.kind.lowercased(), old.name, losesData: change.losesData(on: engine))]
        case .alterOther(let old, let new):
            [
                ChangeLine(
                    .change, new.kind.lowercased(), new.name, property: "definition", from: old.definition,
                    to: new.definition, losesData: change.losesData(on: engine))
            ]
        default: []
        }
    }

    private func enumLines(_ old: EnumType, _ new: EnumType) -> [ChangeLine] {
        var lines = properties("enum", new.name.text, ("comment", old.comment, new.comment))
        if old.values != new.values {
            lines.insert(
                ChangeLine(
                    .change, "enum", new.name.text, property: "values", from: list(old.values), to: list(new.values),
                    losesData: Change.alterEnum(from: old, to: new).losesData(on: engine)), at: 0)
        }
        return lines
    }

    private func sequenceLines(_ old: SequenceObject, _ new: SequenceObject) -> [ChangeLine] {
        properties(
            "sequence", new.name.text, ("type", spelling(old.type), spelling(new.type)),
            ("options", old.options.text, new.options.text), ("comment", old.comment, new.comment))
    }

    private func viewLines(_ old: View, _ new: View) -> [ChangeLine] {
        let lines = properties(
            new.word, new.name.text, ("kind", old.word, new.word), ("query", old.query, new.query),
            ("columns", list(old.columns), list(new.columns)),
            ("options", options(old.options), options(new.options)),
            ("indexes", list(old.indexes.map(\.title).sorted()), list(new.indexes.map(\.title).sorted())),
            ("triggers", list(old.triggers.map(\.definition).sorted()), list(new.triggers.map(\.definition).sorted())),
            ("comment", old.comment, new.comment))
        return lines.isEmpty ? [ChangeLine(.change, new.word, new.name.text)] : lines
    }

    private func size(of table: Table) -> String {
        "(\(table.columns.count) column\(table.columns.count == 1 ? "" : "s"))"
    }

    /// A line for each that differs.
    private func properties(
        _ object: String, _ name: String, _ properties: (String, String?, String?)...
    ) -> [ChangeLine] {
        properties.filter { $0.1 != $0.2 }.map { property, old, new in
            ChangeLine(.change, object, name, property: property, from: old, to: new)
        }
    }

    private func list(_ values: [String]) -> String { values.joined(separator: ", ") }

    private func options(_ options: [TableOption]) -> String {
        list(options.map(\.title).sorted())
    }
}

extension View {
    var word: String { isMaterialized ? "materialized view" : "view" }
}

extension Routine {
    var word: String { kind.rawValue.lowercased() }
    var title: String { signature.isEmpty ? name.text : "\(name.text)(\(signature))" }
}

extension TableOption {
    var title: String { value.isEmpty ? name : "\(name) \(value)" }
}

extension SequenceOptions {
    /// Only what is not left to the engine.
    var text: String {
        let numbers: [(String, Int64?)] = [
            ("start", start), ("increment", increment), ("minimum", minimum), ("maximum", maximum), ("cache", cache),
        ]
        let words = numbers.compactMap { word, number in number.map { "\(word) \($0)" } } + (cycles ? ["cycle"] : [])
        return words.joined(separator: ", ")
    }
}
