import FlotillaSQL

/// A comment that says: this finding is known and right here, and why.
///
///     -- flotilla-lint: ignore drop-column nobody reads it since release 41
///     ALTER TABLE users DROP COLUMN nickname;
///
/// It serves the statement on whose lines it stands, or the one below it with nothing but comments between. In the header
/// of the file it serves the whole file. The spelling is no marker (`-- flotilla:`), nor close to one.
public struct Waiver: Sendable, Hashable {
    /// What stands behind the dashes, before the name of a rule.
    public static let start = "flotilla-lint: ignore"

    public let rules: [LintRule.ID]
    public let reason: String
    /// In the file, from 1.
    public let line: Int
}

/// A comment that was meant as a waiver, read.
enum WrittenWaiver {
    case waiver(Waiver)
    case withoutReason(line: Int, rules: [LintRule.ID])
    case malformed(line: Int, text: String)

    static let mark = "flotilla-lint:"

    /// What stands behind the mark, with the comment's own dashes cut off before it.
    init(_ text: String, line: Int) {
        let words = text.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count >= 2, words[0] == "ignore" else {
            self = .malformed(line: line, text: text)
            return
        }
        let rules = words[1].split(separator: ",").map { LintRule.ID(String($0)) }
        let reason = words.count > 2 ? words[2].drop { " -:\t".contains($0) } : ""
        if reason.isEmpty {
            self = .withoutReason(line: line, rules: rules)
        } else {
            self = .waiver(Waiver(rules: rules, reason: String(reason), line: line))
        }
    }

    /// What stands behind the mark, when the line has one in a comment of its own or behind a statement.
    static func text(in line: String) -> (text: String, offset: Int)? {
        var rest = Substring(line)
        while let dashes = rest.firstRange(of: "--") {
            let comment = rest[dashes.upperBound...].drop { $0 == " " || $0 == "\t" }
            if comment.hasPrefix(mark) {
                let text = comment.dropFirst(mark.count).drop { $0 == " " || $0 == "\t" }
                return (text.trimmedAtEnd, line.utf8.distance(from: line.startIndex, to: dashes.lowerBound))
            }
            rest = rest[dashes.upperBound...]
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmedAtEnd: String {
        var text = self
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
