/// Flyway's placeholders: `${name}` anywhere in a script, in strings and comments too, is replaced by a text as it is. Nothing is
/// quoted, as Flyway quotes nothing.
extension SQLVariables {
    /// - Throws: the first place without a value.
    public func replacingPlaceholders(in script: [UInt8]) throws(SQLVariableProblem) -> [UInt8] {
        var text: [UInt8] = []
        var copied = 0
        var position = 0
        while position + 1 < script.count {
            guard script[position] == .dollar, script[position + 1] == .openBrace,
                let end = script[position...].firstIndex(where: { $0 == .closeBrace || $0 == .newline }),
                script[end] == .closeBrace
            else {
                position += 1
                continue
            }
            let name = String(decoding: script[(position + 2)..<end], as: UTF8.self)
            guard let value = values[name] else {
                let line = 1 + script[..<position].count { $0 == .newline }
                throw SQLVariableProblem(.undefinedPlaceholder(name), line: line)
            }
            guard !value.utf8.contains(.nul) else {
                throw SQLVariableProblem(.unquotable(name), line: 1 + script[..<position].count { $0 == .newline })
            }
            text += script[copied..<position] + Array(value.utf8)
            position = end + 1
            copied = position
        }
        return text + script[copied...]
    }
}
