/// Comma-separated values (RFC 4180, with line feeds as every Unix tool expects them).
enum CSV {
    static func line(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\n"
    }

    /// Quoted where a reader would otherwise see a border, or trim.
    private static func field(_ text: String) -> String {
        let needsQuotes =
            text.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) } || text.hasPrefix(" ")
            || text.hasSuffix(" ")
        guard needsQuotes else { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { result += "\"" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}
