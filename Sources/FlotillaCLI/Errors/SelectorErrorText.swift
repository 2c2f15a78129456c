import FlotillaInventory
import FlotillaKit

extension Complaint {
    /// A text that is no selector, with a mark below the place.
    init(_ error: SelectorError, text: String) {
        let shown = DisplayText.escaped(text)
        self.init(
            .usage, "--select: \(error.reason.words)",
            [.init("given", shown + "\n" + error.mark(below: shown)), .next("flotilla help selectors")])
    }

    /// Nothing matches: each part that no target has, with what comes near.
    static func emptySelection(_ selector: String, _ nearMisses: [NearMiss], _ total: Int) -> Complaint {
        let near = nearMisses.map(\.sentence)
        return Complaint(
            .usage, "'\(selector)' matches none of \(Wording.count(total, "target"))",
            [
                Fact(
                    "why",
                    near.isEmpty ? "each part matches some target, but no target has all" : near.joined(separator: "\n")
                )
            ]
                + [.state("nothing was done"), .next("flotilla inventory list shows every target with its labels")])
    }
}

extension NearMiss {
    var sentence: String {
        switch self {
        case .unknownKey(let key, let nearest): "no target has a label '\(key)'" + Self.hint(nearest)
        case .unknownValue(let key, let value, let nearest): "no target has \(key)=\(value)" + Self.hint(nearest)
        }
    }

    private static func hint(_ nearest: [String]) -> String {
        nearest.isEmpty ? "" : "; did you mean \(Wording.list(nearest, joining: "or"))?"
    }
}

extension SelectorError {
    /// A line whose mark stands below the place.
    func mark(below shown: String) -> String {
        String(repeating: " ", count: max(0, min(column - 1, shown.count))) + "^"
    }
}

extension SelectorError.Reason {
    var words: String {
        switch self {
        case .empty: "the expression is empty, which never means every target; for that there is --all"
        case .expectedKey: "a label's name is expected here"
        case .expectedOperator: "=, !=, in, notin, a comma or the end is expected here"
        case .expectedValue: "a value is expected here"
        case .expected(let sign): "'\(sign)' is expected here"
        case .unterminatedQuote: "this quote is not closed"
        }
    }
}
