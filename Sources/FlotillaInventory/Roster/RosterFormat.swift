import FlotillaDriver

/// How one target is written to the roster's file and read back.
///
/// Numbers are written seven bits at a time, texts as length and UTF-8. A literal password is replaced by its number;
/// folders and file names repeat and are numbered too.
struct RosterFormat: Sendable {
    private var passwords = Numbered()
    private var folders = Numbered()
    private var files = Numbered()

    mutating func append(_ target: Target, to bytes: inout [UInt8]) {
        Self.append(target.id.text[...], to: &bytes)
        append(target.url, to: &bytes)
        Self.append(optional: target.schema, to: &bytes)
        Self.append(files.number(of: target.origin.file), to: &bytes)
        Self.append(target.origin.line, to: &bytes)
        Self.append(target.origin.column, to: &bytes)
        Self.append(target.origin.row ?? 0, to: &bytes)
        Self.append(target.labels.count, to: &bytes)
        for (key, value) in target.labels {
            Self.append(key[...], to: &bytes)
            Self.append(value[...], to: &bytes)
        }
    }

    /// Nothing more is written: what only writing needs is given up.
    mutating func freeze() {
        passwords.freeze()
        folders.freeze()
        files.freeze()
    }

    func target(in bytes: UnsafeRawBufferPointer) -> Target {
        var cursor = Cursor(bytes: bytes)
        let id = TargetID(cursor.text())
        let url = template(&cursor)
        let schema = cursor.optionalText()
        let file = files.texts[cursor.number()]
        let origin = Place(
            file: file, line: cursor.number(), column: cursor.number(), row: cursor.number().nonZero)
        let count = cursor.number()
        var labels: [String: String] = [:]
        labels.reserveCapacity(count)
        for _ in 0..<count {
            let key = cursor.text()
            labels[key] = cursor.text()
        }
        return Target(reading: id, url: url, labels: labels, schema: schema, origin: origin)
    }

    /// Text before the password, the password's number from 1 (0 for none), text after it.
    private mutating func append(_ url: URLTemplate, to bytes: inout [UInt8]) {
        let text = url.text
        if let password = URLRanges(of: text).password {
            Self.append(text[..<password.lowerBound], to: &bytes)
            Self.append(passwords.number(of: String(text[password])) + 1, to: &bytes)
            Self.append(text[password.upperBound...], to: &bytes)
        } else {
            Self.append(text[...], to: &bytes)
            Self.append(0, to: &bytes)
        }
        Self.append(folders.number(of: url.folder), to: &bytes)
        Self.append(optional: url.database, to: &bytes)
    }

    private func template(_ cursor: inout Cursor) -> URLTemplate {
        var text = cursor.text()
        let password = cursor.number()
        if password > 0 {
            text += passwords.texts[password - 1]
            text += cursor.text()
        }
        let folder = folders.texts[cursor.number()]
        return URLTemplate(unchecked: text, folder: folder, database: cursor.optionalText())
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = UInt(number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func append(_ text: Substring, to bytes: inout [UInt8]) {
        append(text.utf8.count, to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    private static func append(optional text: String?, to bytes: inout [UInt8]) {
        append(text == nil ? 0 : 1, to: &bytes)
        if let text { append(text[...], to: &bytes) }
    }
}

/// Texts that repeat, each kept once.
private struct Numbered: Sendable {
    private(set) var texts: [String] = []
    private var numbers: [String: Int] = [:]

    mutating func number(of text: String) -> Int {
        if let number = numbers[text] { return number }
        texts.append(text)
        numbers[text] = texts.count - 1
        return texts.count - 1
    }

    mutating func freeze() { numbers = [:] }
}

/// Reads what ``RosterFormat`` wrote. Nobody else can have written it: the file has no name.
private struct Cursor {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    mutating func number() -> Int {
        var result: UInt = 0
        var shift: UInt = 0
        while true {
            let byte = bytes[position]
            position += 1
            result |= UInt(byte & 0x7F) << shift
            if byte < 0x80 { return Int(result) }
            shift += 7
        }
    }

    mutating func text() -> String {
        let count = number()
        defer { position += count }
        return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]), as: UTF8.self)
    }

    mutating func optionalText() -> String? { number() == 0 ? nil : text() }
}

extension Int {
    fileprivate var nonZero: Int? { self == 0 ? nil : self }
}
