/// Tables for pull requests and tickets (GitHub Flavored Markdown §4.10).
enum Markdown {
    static func row(_ fields: [String]) -> String {
        "| " + fields.map(escaped).joined(separator: " | ") + " |\n"
    }

    static func border(_ rightAligned: [Bool]) -> String {
        "|" + rightAligned.map { $0 ? " ---: |" : " --- |" }.joined() + "\n"
    }

    /// Lines as they are, in a fence that nothing in them can close.
    static func block(_ lines: [String]) -> String {
        let body = lines.map { String($0.map { $0 == "`" ? "'" : $0 }) + "\n" }.joined()
        return "```text\n" + body + "```\n"
    }

    /// What would end a cell, or begin emphasis, code, a link or HTML, stands as itself.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in DisplayText.escaped(text).unicodeScalars {
            if ["|", "\\", "`", "*", "_", "[", "]", "<", ">"].contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
