import CLibPQ
import FlotillaDriver
import FlotillaRollout
import Glibc

/// The parts of an error or a notice, and what of them may be shown.
///
/// Only the primary message is kept: DETAIL quotes rows ("Key (email)=(…) already exists"), CONTEXT quotes statements.
enum ServerMessage {
    /// Manual, "Error and Notice Message Fields". Swift does not see C's character constants.
    enum Field: Character {
        case severity = "V"
        case code = "C"
        case message = "M"
        case position = "P"
        case constraint = "n"
    }

    /// At most `limit` bytes of a field, saying how much was left out.
    static func field(
        _ field: Field, of result: OpaquePointer, limit: Int = DriverError.messageLimit - 64
    ) -> String? {
        guard let ascii = field.rawValue.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else {
            return nil
        }
        // Measured before it is copied: it may be a hundred megabytes.
        let length = strlen(text)
        let bytes = UnsafeRawBufferPointer(start: text, count: min(length, limit))
        return String(decoding: bytes, as: UTF8.self) + (length > limit ? "… (\(length - limit) more bytes)" : "")
    }

    /// The primary message, without values, with the constraint it is about.
    static func text(of result: OpaquePointer) -> String {
        var text = field(.message, of: result) ?? ""
        if quotesValues(field(.code, of: result) ?? "") { text = withoutQuotation(text) }
        if let constraint = field(.constraint, of: result, limit: 256), !text.contains(constraint) {
            text += " (constraint \"\(constraint)\")"
        }
        return text
    }

    static func firstLine(_ words: UnsafePointer<CChar>?) -> String {
        words.map { firstLine(String(cString: $0)) } ?? ""
    }

    /// libpq adds guesses ("Is the server running …?") on further lines.
    static func firstLine(_ words: String) -> String {
        words.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    }
}

extension ServerMessage {
    /// Class 22, "data exception": `invalid input syntax for type integer: "…"` quotes what stands in a row. The two codes
    /// about encodings quote an encoding's name and a few bytes.
    static func quotesValues(_ code: String) -> Bool {
        code.hasPrefix("22") && code != "22021" && code != "22P05"
    }

    /// `text` with everything from the first to the last quotation mark left out, in any of the languages that the
    /// server may speak. A value may contain quotation marks itself, so pairs mean nothing.
    static func withoutQuotation(_ text: String) -> String {
        let marks: Set<Character> = ["\"", "„", "“", "”", "«", "»", "‹", "›", "「", "」", "『", "』"]
        guard let first = text.firstIndex(where: marks.contains), let last = text.lastIndex(where: marks.contains)
        else {
            return text
        }
        return text[..<first] + "\"…\"" + text[text.index(after: last)...]
    }
}

extension DriverError {
    /// What an error result says. `completedStatements` is for the caller to fill in.
    init(answer result: OpaquePointer) {
        guard let code = ServerMessage.field(.code, of: result) else {
            // No SQLSTATE: libpq made this result itself because the connection broke.
            let words = ServerMessage.firstLine(PQresultErrorMessage(result))
            self.init(.connectionLost, message: words)
            return
        }
        let position = ServerMessage.field(.position, of: result).flatMap { Int($0) }
        // The server counts from 1.
        self.init(
            SQLState.cause(code, .session), code: code, message: ServerMessage.text(of: result),
            position: position.map { $0 - 1 })
    }
}
