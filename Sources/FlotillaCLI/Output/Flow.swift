/// Pieces of text that stay whole each, on as many lines as the terminal needs. Further lines are indented.
enum Flow {
    struct Piece: Sendable, Hashable {
        var text: String
        var tone = Tone.plain
    }

    private static let indent = "  "

    static func lines(_ pieces: [Piece], on terminal: Terminal) -> [String] {
        var lines: [String] = []
        var room = 0
        for piece in pieces {
            let width = DisplayText.width(piece.text)
            let text = piece.tone.paint(piece.text, on: terminal)
            if let last = lines.last, width < room {
                lines[lines.count - 1] = last + " " + text
                room -= width + 1
            } else {
                let start = lines.isEmpty ? "" : indent
                lines.append(start + text)
                room = (terminal.width ?? .max) - start.count - width
            }
        }
        return lines
    }
}
