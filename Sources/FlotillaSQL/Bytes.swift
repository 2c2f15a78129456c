/// The bytes that SQL gives a meaning to, and the classes of bytes that its lexers know.
///
/// Scripts are bytes, not text: they need not be valid UTF-8, and every byte from 0x80 up is part of a word.
extension UInt8 {
    static var nul: UInt8 { 0x00 }
    static var tab: UInt8 { 0x09 }
    static var newline: UInt8 { 0x0A }
    static var carriageReturn: UInt8 { 0x0D }
    static var space: UInt8 { 0x20 }
    static var exclamation: UInt8 { 0x21 }
    static var doubleQuote: UInt8 { 0x22 }
    static var hash: UInt8 { 0x23 }
    static var dollar: UInt8 { 0x24 }
    static var quote: UInt8 { 0x27 }
    static var openParenthesis: UInt8 { 0x28 }
    static var closeParenthesis: UInt8 { 0x29 }
    static var asterisk: UInt8 { 0x2A }
    static var comma: UInt8 { 0x2C }
    static var minus: UInt8 { 0x2D }
    static var dot: UInt8 { 0x2E }
    static var slash: UInt8 { 0x2F }
    static var colon: UInt8 { 0x3A }
    static var semicolon: UInt8 { 0x3B }
    static var less: UInt8 { 0x3C }
    static var equals: UInt8 { 0x3D }
    static var greater: UInt8 { 0x3E }
    static var at: UInt8 { 0x40 }
    static var openBracket: UInt8 { 0x5B }
    static var backslash: UInt8 { 0x5C }
    static var closeBracket: UInt8 { 0x5D }
    static var underscore: UInt8 { 0x5F }
    static var backtick: UInt8 { 0x60 }
    static var openBrace: UInt8 { 0x7B }
    static var closeBrace: UInt8 { 0x7D }

    var isDigit: Bool { self &- 0x30 < 10 }

    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// A letter, an underscore, or a byte beyond ASCII.
    var startsWord: Bool { isLetter || self == .underscore || self >= 0x80 }

    var continuesWord: Bool { startsWord || isDigit || self == .dollar }

    /// Space, tab, newline, vertical tab, form feed, carriage return. PostgreSQL before 16 and SQLite refuse a vertical
    /// tab; between statements it does no harm to drop one.
    var isBlank: Bool { self == .space || self &- 0x09 < 5 }

    var isControl: Bool { self < 0x20 || self == 0x7F }

    var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
