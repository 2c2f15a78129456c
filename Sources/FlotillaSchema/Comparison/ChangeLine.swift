/// One difference in words for people, and as fields for programs.
public struct ChangeLine: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case add, remove, change, rename
    }

    public var kind: Kind
    /// What it is about: `table`, `column`, `foreign key`.
    public var object: String
    /// The table it belongs to, under its new name; `nil` for what belongs to none.
    public var table: ObjectName?
    /// Its own name, under which it is known afterwards; `nil` for what has none.
    public var name: String?
    /// Of what changes: `type`, `default`, `nullability`.
    public var property: String?
    /// What it was: the old name of a rename, the old value of a property, what is removed.
    public var from: String?
    /// What it becomes: the new name of a rename, the new value of a property, what is added.
    public var to: String?
    public var losesData: Bool

    init(
        _ kind: Kind, _ object: String, of table: ObjectName? = nil, _ name: String? = nil, property: String? = nil,
        from: String? = nil, to: String? = nil, losesData: Bool = false
    ) {
        self.kind = kind
        self.object = object
        self.table = table
        self.name = name
        self.property = property
        self.from = from
        self.to = to
        self.losesData = losesData
    }

    /// `add column users.email (varchar(255), not null)`, `change type of files.mime_type: varchar(100) -> text`,
    /// `remove index ix_a of users`. One line, whatever the values.
    public var text: String {
        switch kind {
        case .add: "add \(subject)" + (to.map { " " + Self.short($0) } ?? "")
        case .remove: "remove \(subject)" + (name == nil ? (from.map { " " + Self.short($0) } ?? "") : "")
        case .rename: "rename \(object) \(renamed)"
        case .change where property == nil: "change \(subject)" + values
        case .change: "change \(property ?? "") of \(isColumn ? place : subject)" + values
        }
    }

    /// Whether the values of a change are longer than ``text`` says.
    public var isCut: Bool {
        kind == .change && [from, to].contains { $0.map { Self.short($0) != $0 } ?? false }
    }

    private var isColumn: Bool { object == "column" }

    private var subject: String {
        if object == "table" { return "table \(table?.text ?? "")" }
        if isColumn || table == nil { return "\(object) \(place)" }
        return object + (name.map { " " + $0 } ?? "") + " of \(table?.text ?? "")"
    }

    private var place: String {
        let owner = isColumn ? table.map { $0.text + "." } ?? "" : ""
        return owner + (name ?? "")
    }

    private var renamed: String {
        let owner = isColumn ? table.map { $0.text + "." } ?? "" : ""
        return "\(owner)\(from ?? "") -> \(to ?? "")"
    }

    /// Without texts of many lines: that they differ is all there is room for.
    private var values: String {
        if from == nil && to == nil { return "" }
        if [from, to].contains(where: { $0?.contains { $0.isNewline } ?? false }) { return "" }
        return ": \(from.map(Self.short) ?? "none") -> \(to.map(Self.short) ?? "none")"
    }

    private static let longest = 80

    private static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= longest ? line : line.prefix(longest - 1) + "…"
    }
}
