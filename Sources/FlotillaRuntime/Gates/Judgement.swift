import FlotillaRollout

/// What a database or a web service gave, as far as an expectation asks.
enum Found: Sendable, Hashable {
    /// No row; nothing at the pointer.
    case nothing
    case null
    /// The only value.
    case value(String)
    /// More than one row or column; a list or an object.
    case several
}

extension Expectation {
    /// Values are shown cut: they are numbers and states, and no one's data.
    static let shownLimit = 80

    func measurement(of found: Found) -> GateMeasurement {
        switch self {
        case .nothing: found == .nothing ? .pass : .fail("there is something where nothing may be")
        case .something:
            switch found {
            case .nothing: .fail("there is nothing")
            case .null: .fail("the value is null")
            case .value, .several: .pass
            }
        case .equal(let wanted): compareText(found, wanted)
        case .below(let limit): compareNumber(found, "below", limit, <)
        case .above(let limit): compareNumber(found, "above", limit, >)
        case .atMost(let limit): compareNumber(found, "at most", limit, <=)
        case .atLeast(let limit): compareNumber(found, "at least", limit, >=)
        }
    }

    private func compareText(_ found: Found, _ wanted: String) -> GateMeasurement {
        switch found {
        case .value(let text): text == wanted ? .pass : .fail("\(Self.shown(text)) is not \(Self.shown(wanted))")
        case .nothing: .error("there is no value to compare")
        case .null: .fail("the value is null, not \(Self.shown(wanted))")
        case .several: .error("there is more than one value")
        }
    }

    /// What is no number can neither pass nor fail: a metric that is missing says nothing about health.
    private func compareNumber(
        _ found: Found, _ words: String, _ limit: Double, _ holds: (Double, Double) -> Bool
    ) -> GateMeasurement {
        switch found {
        case .value(let text):
            guard let number = Double(text), number.isFinite else { return .error("\(Self.shown(text)) is no number") }
            return holds(number, limit) ? .pass : .fail("\(Self.shown(text)) is not \(words) \(Self.shown("\(limit)"))")
        case .nothing: return .error("there is no value to compare")
        case .null: return .error("the value is null")
        case .several: return .error("there is more than one value")
        }
    }

    /// On one line.
    private static func shown(_ text: String) -> String {
        let plain = String(text.map { $0.isNewline || ($0.asciiValue ?? 32) < 32 ? " " : $0 })
        return plain.count > shownLimit ? plain.prefix(shownLimit) + "…" : plain
    }
}
