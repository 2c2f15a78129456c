/// What takes no part in a comparison or a fingerprint.
public struct LeftOut: Sendable, Hashable {
    public enum Part: String, Sendable, Hashable, CaseIterable {
        /// Of everything that may have one.
        case comments
        /// Of columns.
        case collations
    }

    public var names: [NamePattern]
    /// Where this names objects, all objects that match none of it; what belongs to a table goes with the table. Where it
    /// names a kind of parts, `index:users.*`, all parts of that kind that match none of it.
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

    /// With all that is in it.
    public func leavesOut(namespace name: String) -> Bool { contains(.namespace, name) }

    func contains(_ kind: NamePattern.Kind, _ name: String) -> Bool {
        if names.contains(where: { $0.matches(kind, name) }) { return true }
        let alone = allBut.filter { !($0.kind?.isPartOfTable ?? false) }
        return !alone.isEmpty && !alone.contains { $0.matches(kind, name) }
    }

    /// Of a table or view: what belongs to it may be called by its own name, or by that of its owner, a point and its own.
    func contains(_ kind: NamePattern.Kind, _ name: String, of owner: ObjectName) -> Bool {
        let calls = [name, owner.text + "." + name]
        func match(_ pattern: NamePattern) -> Bool { calls.contains { pattern.matches(kind, $0) } }
        if names.contains(where: match) { return true }
        let alone = allBut.filter { kind.isPartOfTable && $0.kind == kind }
        return !alone.isEmpty && !alone.contains(where: match)
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
        copy.tables = withParts(copy.tables, of: from.tables, .table, \.name) { keepingParts(of: $0, in: $1) }
        copy.views = withParts(copy.views, of: from.views, .view, \.name) { keepingParts(of: $0, in: $1) }
        return parts.isEmpty ? copy : keepingWords(of: from, in: copy)
    }

    /// - Parameter keeping: told what the owner was, as far as there was one, and what it is to be.
    private func withParts<Owner>(
        _ owners: [Owner], of from: [Owner], _ kind: NamePattern.Kind, _ name: (Owner) -> ObjectName,
        keeping: (Owner?, Owner) -> Owner
    ) -> [Owner] {
        let before = Dictionary(from.map { (ExactText(name($0)), $0) }, uniquingKeysWith: { first, _ in first })
        return owners.map { owner in
            contains(kind, name(owner).text) ? owner : keeping(before[ExactText(name(owner))], owner)
        }
    }

    private func kept<Value>(
        _ from: Schema, _ to: Schema, _ part: KeyPath<Schema, [Value]>, _ kind: NamePattern.Kind,
        _ name: (Value) -> String
    ) -> [Value] {
        to[keyPath: part].filter { !contains(kind, name($0)) } + from[keyPath: part].filter { contains(kind, name($0)) }
    }

    private func keepingParts(of from: Table?, in to: Table) -> Table {
        var copy = to
        copy.uniques = keptParts(from?.uniques, to.uniques, .constraint, \.name, of: to.name)
        copy.foreignKeys = keptParts(from?.foreignKeys, to.foreignKeys, .constraint, \.name, of: to.name)
        copy.checks = keptParts(from?.checks, to.checks, .constraint, \.name, of: to.name)
        copy.indexes = keptParts(from?.indexes, to.indexes, .index, \.name, of: to.name)
        copy.triggers = keptParts(from?.triggers, to.triggers, .trigger, \.name, of: to.name)
        copy.others = keptParts(from?.others, to.others, .other, \.name, of: to.name)
        return copy
    }

    private func keepingParts(of from: View?, in to: View) -> View {
        var copy = to
        copy.indexes = keptParts(from?.indexes, to.indexes, .index, \.name, of: to.name)
        copy.triggers = keptParts(from?.triggers, to.triggers, .trigger, \.name, of: to.name)
        return copy
    }

    /// What has no name of its own is never left out.
    private func keptParts<Value>(
        _ from: [Value]?, _ to: [Value], _ kind: NamePattern.Kind, _ name: (Value) -> String?, of owner: ObjectName
    ) -> [Value] {
        func isLeftOut(_ value: Value) -> Bool { name(value).map { contains(kind, $0, of: owner) } ?? false }
        return to.filter { !isLeftOut($0) } + (from ?? []).filter { isLeftOut($0) }
    }
}
