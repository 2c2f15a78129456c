import Glibc

/// What one of our two streams can show: a terminal or a pipe, how wide, in colour or not, in which alphabet.
struct Terminal: Sendable, Hashable {
    var isTerminal: Bool
    /// Columns a line may take; `nil` where nothing is cut (a pipe or a file).
    var width: Int?
    var isColored: Bool
    /// Whether our own ornaments (`✓`, `…`, `━`) may be shown. Names from outside are shown as they are.
    var isUnicode: Bool
    /// `TERM=dumb` is a terminal that cannot move its cursor.
    var canRedraw: Bool

    static let defaultWidth = 80
    /// Nothing is laid out for less.
    static let smallestWidth = 20

    /// A stream that is no terminal and nobody's locale: what tests and scripts get.
    static let plain = Terminal(isTerminal: false, width: nil, isColored: false, isUnicode: true, canRedraw: false)
}

enum ColorChoice: String, Sendable, CaseIterable {
    case auto, always, never
}

extension Terminal {
    /// `columns` is what the terminal itself says of its width; 0 or `nil` when it does not.
    init(isTerminal: Bool, columns: Int?, color: ColorChoice, environment: [String: String]) {
        let isDumb = environment["TERM"] == "dumb"
        let said = columns ?? 0
        let known = said > 0 ? said : environment["COLUMNS"].flatMap { Int($0) } ?? Self.defaultWidth
        self.isTerminal = isTerminal
        width = isTerminal ? max(Self.smallestWidth, known) : nil
        isColored = Self.isColored(isTerminal: isTerminal, isDumb: isDumb, choice: color, environment: environment)
        isUnicode = Self.isUnicode(environment)
        canRedraw = isTerminal && !isDumb
    }

    /// The option wins, then `NO_COLOR` (no-color.org: when set and not empty), `CLICOLOR_FORCE`, `TERM=dumb`, and last
    /// whether anybody is looking.
    private static func isColored(
        isTerminal: Bool, isDumb: Bool, choice: ColorChoice, environment: [String: String]
    ) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if environment["NO_COLOR"]?.isEmpty == false { return false }
        if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
        return isTerminal && !isDumb
    }

    /// POSIX: the first of these three that is set and not empty names the locale; without one it is "C".
    private static func isUnicode(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}

extension Terminal {
    /// What `descriptor` is now. Cheap; asked again for each redraw, because windows are resized.
    static func of(descriptor: Int32, color: ColorChoice, environment: [String: String]) -> Terminal {
        var size = winsize()
        let isTerminal = isatty(descriptor) == 1
        let hasSize = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        return Terminal(
            isTerminal: isTerminal, columns: hasSize ? Int(size.ws_col) : nil, color: color, environment: environment)
    }
}
