import FlotillaSQL

/// Follows a rename through a text that the engine keeps, as PostgreSQL and SQLite do by themselves.
///
/// Only to find out that nothing else has changed: where the result is not what the engine makes of it, the text counts as
/// changed, which does no harm. MySQL's family follows no rename in a text.
struct RenamedText {
    private let old: [UInt8]
    private let new: [UInt8]
    private let engine: Engine

    init(_ old: String, _ new: String, engine: Engine) {
        self.old = Array(old.utf8)
        self.new = Array(new.utf8)
        self.engine = engine
    }

    func of(_ text: String) -> String {
        guard engine != .mysql else { return text }
        var bytes = Array(text.utf8)[...]
        var result: [UInt8] = []
        while let first = bytes.first {
            let length: Int
            switch first {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): length = Self.quotedLength(bytes, by: first)
            case _ where Self.isOfWord(first): length = bytes.prefix(while: Self.isOfWord).count
            default: length = 1
            }
            let token = bytes.prefix(length)
            bytes = bytes.dropFirst(length)
            result += isOld(token, before: bytes) ? spelled : Array(token)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A word before a parenthesis is a function's name.
    private func isOld(_ token: ArraySlice<UInt8>, before rest: ArraySlice<UInt8>) -> Bool {
        guard token.first == UInt8(ascii: "\"") else {
            return token.elementsEqual(old) && rest.first != UInt8(ascii: "(")
        }
        return token.elementsEqual(Self.quoted(old))
    }

    private var spelled: [UInt8] {
        // As it is read back.
        if engine == .sqlite { return Array(SQLiteWords.name(String(decoding: new, as: UTF8.self)).utf8) }
        let isPlain = new.allSatisfy { Self.isOfWord($0) && !(65...90).contains($0) && $0 < 0x80 }
        return isPlain ? new : Self.quoted(new)
    }

    private static func quoted(_ name: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        return [quote] + name.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }

    /// A quote within is doubled.
    private static func quotedLength(_ bytes: ArraySlice<UInt8>, by quote: UInt8) -> Int {
        var index = bytes.startIndex + 1
        while let end = bytes[index...].firstIndex(of: quote) {
            guard end + 1 < bytes.endIndex, bytes[end + 1] == quote else { return end + 1 - bytes.startIndex }
            index = end + 2
        }
        return bytes.count
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...: true
        default: false
        }
    }
}
