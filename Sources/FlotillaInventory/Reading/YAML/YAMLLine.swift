/// What the first characters of a line of YAML show, without knowing what came before.
struct YAMLLine {
    /// Leading spaces. A tab is no indentation.
    let indent: Int
    /// Empty, or nothing but a comment.
    let isFiller: Bool
    /// `- ` or a lone `-` at the indentation.
    let beginsEntry: Bool
    /// The name before `:` where an unindented line begins with a plain one.
    let key: String?
    /// Nothing but a comment follows the key's colon.
    let keyHasNothingBehind: Bool

    init(_ bytes: some RandomAccessCollection<UInt8>) {
        let space = UInt8(ascii: " ")
        var content = bytes[...]
        while let last = content.last, last == space || last == 0x0A || last == 0x0D || last == 0x09 {
            content = content.dropLast()
        }
        indent = content.prefix { $0 == space }.count
        content = content.dropFirst(indent)
        isFiller = content.isEmpty || content.first == UInt8(ascii: "#")
        let dash = content.first == UInt8(ascii: "-")
        beginsEntry = dash && (content.count == 1 || content.dropFirst().first == space)
        (key, keyHasNothingBehind) = indent == 0 ? Self.findKey(content) : (nil, false)
    }

    private static func findKey(_ content: some BidirectionalCollection<UInt8>) -> (String?, Bool) {
        let name = content.prefix { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
        guard let first = name.first, isLetter(first), content.dropFirst(name.count).first == UInt8(ascii: ":") else {
            return (nil, false)
        }
        let behind = content.dropFirst(name.count + 1)
        guard behind.isEmpty || behind.first == UInt8(ascii: " ") else { return (nil, false) }
        let value = behind.drop { $0 == UInt8(ascii: " ") }
        return (String(decoding: name, as: UTF8.self), value.isEmpty || value.first == UInt8(ascii: "#"))
    }
}
