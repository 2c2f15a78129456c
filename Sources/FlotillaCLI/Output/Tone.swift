import FlotillaRollout

/// What a piece of text means to the eye. Colour only ever repeats what a word says.
enum Tone: Sendable, Hashable {
    case plain, strong, faint, good, warning, bad

    /// SGR parameters (ECMA-48 §8.3.117) of the sixteen colours that every terminal has and people redefine.
    private var parameters: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .warning: "33"
        case .bad: "31"
        }
    }

    func paint(_ text: String, on terminal: Terminal) -> String {
        guard terminal.isColored, !text.isEmpty, let parameters else { return text }
        return "\u{1b}[\(parameters)m\(text)\u{1b}[0m"
    }
}

/// Signs for the eye. Each has a stand-in for terminals without them, and each stands beside a word.
struct Ornaments: Sendable {
    let isUnicode: Bool

    init(_ terminal: Terminal) { isUnicode = terminal.isUnicode }

    var ellipsis: String { isUnicode ? "…" : "~" }
    var arrow: String { isUnicode ? "→" : "->" }
    var dot: String { isUnicode ? "·" : "-" }
    var barDone: String { isUnicode ? "━" : "#" }
    var barLeft: String { isUnicode ? "─" : "." }

    func mark(_ isGood: Bool) -> String { glyph(isGood ? .succeeded : .failed) }

    func glyph(_ outcome: Outcome) -> String {
        switch outcome {
        case .succeeded: isUnicode ? "✓" : "+"
        case .skipped: "="
        case .failed: isUnicode ? "✗" : "x"
        case .unreachable: isUnicode ? "⊘" : "!"
        case .unknown: "?"
        case .cancelled: isUnicode ? "–" : "-"
        }
    }
}

extension Outcome {
    var tone: Tone {
        switch self {
        case .succeeded: .good
        case .skipped: .plain
        case .failed, .unreachable, .unknown: .bad
        case .cancelled: .warning
        }
    }
}
