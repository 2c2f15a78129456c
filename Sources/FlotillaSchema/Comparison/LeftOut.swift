/// What takes no part in a comparison or a fingerprint.
public struct LeftOut: Sendable, Hashable {
    public enum Part: String, Sendable, Hashable, CaseIterable {
        /// Of everything that may have one.
        case comments
        /// Of columns.
        case collations
    }

    public var names: [NamePattern]
    /// Where this is not empty, all objects that match none of it. What belongs to a table goes with the table.
    public var allBut: [NamePattern]
    public var parts: Set<Part>

    public init(_ names: [NamePattern] = [], allBut: [NamePattern] = [], parts: Set<Part> = []) {
        self.names = names
        self.allBut = allBut
        self.parts = parts
    }

    /// What either of them leaves out. Of names that alone are looked at, those of `self` go before.
    public func and(_ other: LeftOut) -> LeftOut {
        LeftOut(
            names + other.names, allBut: allBut.isEmpty ? other.allBut : allBut, parts: parts.union(other.parts))
    }

    func contains(_ kind: NamePattern.Kind, _ name: String) -> Bool {
        if names.contains(where: { $0.matches(kind, name) }) { return true }
        guard !allBut.isEmpty, !kind.isPartOfTable else { return false }
        return !allBut.contains { $0.matches(kind, name) }
    }
}

extension Schema {
    /// Without what is left out: to be compared with a schema from which the same is left out, and for fingerprints.
    public func leavingOut(_ leftOut: LeftOut) -> Schema {
        leftOut.keeping(Schema(engine: engine), in: self)
    }
}

extension LeftOut {
    /// `to` with everything that is left out as `from` has it.
    func keeping(_ from: Schema, in to: Schema) -> Schema {
        guard self != LeftOut() else { return to }
        var copy = to
        copy.namespaces = kept(from, to, \.namespaces, .namespace, \.name)
        copy.extensions = kept(from, to, \.extensions, .extension, \.name)
        copy.enums = kept(from, to, \.enums, .type, \.name.text)
        copy.sequences = kept(from, to, \.sequences, .sequence, \.name.text)
        copy.tables = kept(from, to, \.tables, .table, \.name.text)
        copy.views = kept(from, to, \.views, .view, \.name.text)
        copy.routines = kept(from, to, \.routines, .routine, \.name.text)
        copy.others = kept(from, to, \.others, .other, \.name)
        let before = Dictionary(from.tables.map { (ExactText($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        for index in copy.tables.indices where !contains(.table, copy.tables[index].name.text) {
            let table = copy.tables[index]
            copy.tables[index] = keepingParts(of: before[ExactText(table.name)] ?? Table(name: table.name), in: table)
        }
        return parts.isEmpty ? copy : keepingWords(of: from, in: copy)
    }

    private func kept<Value>(
        _ from: Schema, _ to: Schema, _ part: KeyPath<Schema, [Value]>, _ kind: NamePattern.Kind,
        _ name: (Value) -> String
    ) -> [Value] {
        to[keyPath: part].filter { !contains(kind, name($0)) } + from[keyPath: part].filter { contains(kind, name($0)) }
    }

    private func keepingParts(of from: Table, in to: Table) -> Table {
        guard names.contains(where: { $0.kind?.isPartOfTable ?? false }) else { return to }
        var copy = to
        copy.uniques = keptParts(from, to, \.uniques, .constraint, \.name)
        copy.foreignKeys = keptParts(from, to, \.foreignKeys, .constraint, \.name)
        copy.checks = keptParts(from, to, \.checks, .constraint, \.name)
        copy.indexes = keptParts(from, to, \.indexes, .index, \.name)
        copy.triggers = keptParts(from, to, \.triggers, .trigger, \.name)
        return copy
    }

    private func keptParts<Value>(
        _ from: Table, _ to: Table, _ part: KeyPath<Table, [Value]>, _ kind: NamePattern.Kind,
        _ name: (Value) -> String?
    ) -> [Value] {
        func isLeftOut(_ value: Value) -> Bool {
            name(value).map { contains(kind, to.name.text + "." + $0) } ?? false
        }
        return to[keyPath: part].filter { !isLeftOut($0) } + from[keyPath: part].filter { isLeftOut($0) }
    }
}
