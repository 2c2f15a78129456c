import FlotillaDriver
import FlotillaRevisions

/// Version rows in one column: `3512b954651e`, or `1975ea83b712 3512b954651e` for two heads, or nothing at the base.
///
/// Equal sets of rows have equal texts. A row that somebody wrote by hand may be empty or hold blanks; those are
/// escaped.
enum VersionText {
    static func encode(_ rows: [RevisionID]) -> String {
        rows.count == 1 ? escaped(rows[0].text) : rows.map { escaped($0.text) }.sorted().joined(separator: " ")
    }

    static func decode(_ text: String) -> [RevisionID] {
        text.split(separator: " ").map { part in
            RevisionID(part == "%" ? "" : PercentEncoding.decode(part) ?? String(part))
        }
    }

    private static func escaped(_ row: String) -> String { row.isEmpty ? "%" : PercentEncoding.encode(row) }
}

/// Labels in one column: `region=eu,tier=free`, in the order of their keys.
enum LabelText {
    static func encode(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }
            .map { PercentEncoding.encode($0.key) + "=" + PercentEncoding.encode($0.value) }
            .joined(separator: ",")
    }

    static func decode(_ text: String) -> [String: String] {
        var labels: [String: String] = [:]
        for pair in text.split(separator: ",") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let key = PercentEncoding.decode(halves[0]) else { continue }
            labels[key] = PercentEncoding.decode(halves[1])
        }
        return labels
    }
}

/// What failures of many targets have in common.
enum MessagePattern {
    /// Longer texts differ behind this for reasons that no longer matter.
    private static let limit = 200

    /// `message` with the target's own name replaced by `…` and every number by `#`, cut to one line.
    static func of(_ message: String, target: TargetID) -> String {
        let line = message.split(whereSeparator: \.isNewline).first ?? ""
        let named =
            target.text.count > 2 ? line.split(separator: target.text, omittingEmptySubsequences: false) : [line]
        var pattern = ""
        for character in named.joined(separator: "…").prefix(limit) {
            if !("0"..."9").contains(character) {
                pattern.append(character)
            } else if pattern.last != "#" {
                pattern.append("#")
            }
        }
        return pattern
    }
}
