/// How definitions are called in findings.
extension IndexDefinition {
    var shownName: String { name ?? "an index" }

    var shownColumns: String { columns.map { $0 ?? "an expression" }.joined(separator: ", ") }
}

extension [ObjectName] {
    var listed: String { map(\.description).joined(separator: ", ") }
}

extension ColumnDefinition {
    var shownType: String { typeArguments.isEmpty ? type : "\(type)(\(typeArguments.joined()))" }
}

extension Duration {
    /// As a limit, where zero is none.
    var asWait: String {
        guard self != .zero else { return "without end" }
        let (seconds, attoseconds) = components
        return seconds > 0 ? "\(seconds) s" : "\(attoseconds / 1_000_000_000_000_000) ms"
    }
}
