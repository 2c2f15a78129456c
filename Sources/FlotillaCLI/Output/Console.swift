import Synchronization

/// Standard error: lines for the person, and below them, on a terminal, a view that is redrawn in place.
///
/// May be used from any thread; a line printed while a view stands scrolls above it.
final class Console: Sendable {
    private let write: @Sendable (String) -> Void
    private let measure: @Sendable () -> Terminal
    /// Lines of the view that stand on the terminal now.
    private let view = Mutex<[String]>([])

    /// `measure` is asked for each drawing, because windows are resized.
    init(write: @escaping @Sendable (String) -> Void, measure: @escaping @Sendable () -> Terminal) {
        self.write = write
        self.measure = measure
    }

    var terminal: Terminal { measure() }

    /// Prints lines that stay.
    func say(_ lines: [String]) {
        view.withLock { view in
            write(Self.erasing(view) + lines.map { $0 + "\n" }.joined() + Self.drawing(view))
        }
    }

    /// Prints a question; the cursor stays behind it.
    func ask(_ question: String) {
        view.withLock { view in write(Self.erasing(view) + question) }
    }

    /// Replaces the view. Only where the terminal can redraw; an empty view leaves no trace.
    func show(_ lines: [String]) {
        guard terminal.canRedraw else { return }
        view.withLock { view in
            guard view != lines else { return }
            write(Self.erasing(view) + Self.drawing(lines))
            view = lines
        }
    }

    /// ECMA-48: cursor up (CUU) to the first line of the view, then erase to the end of the screen (ED).
    private static func erasing(_ view: [String]) -> String {
        view.isEmpty ? "" : "\r\u{1b}[\(view.count)A\u{1b}[J"
    }

    private static func drawing(_ view: [String]) -> String { view.map { $0 + "\n" }.joined() }
}
