/// What the program is called in its help, errors and hints: a person's own program has a name of its own.
struct ProgramName: Sendable, Hashable {
    static let flotilla = ProgramName(text: "flotilla")

    var text: String

    private init(text: String) { self.text = text }

    /// From the path by which it was called.
    init(path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        self = name.isEmpty ? .flotilla : ProgramName(text: name)
    }

    /// The text with this name wherever it shows a command: not in `flotilla.yaml`, and not in words about flotilla.
    func shown(in words: String) -> String {
        guard self != .flotilla else { return words }
        let old = Array(Self.flotilla.text.utf8)
        let bytes = Array(words.utf8)
        var shown: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index...].starts(with: old), Self.isCommand(bytes, index..<(index + old.count)) else {
                shown.append(bytes[index])
                index += 1
                continue
            }
            shown += Array(text.utf8)
            index += old.count
        }
        return String(decoding: shown, as: UTF8.self)
    }

    /// A command follows, or an option, a placeholder.
    private static func isCommand(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let before = range.lowerBound > 0 ? bytes[range.lowerBound - 1] : UInt8(ascii: " ")
        let opening = Array(" \n\t'`([".utf8)
        let rest = bytes[range.upperBound...]
        guard opening.contains(before), rest.first == UInt8(ascii: " "), let next = rest.dropFirst().first else {
            return false
        }
        return next == UInt8(ascii: "<") || next == UInt8(ascii: "-") || next == UInt8(ascii: "[")
            || Root.tree.children.contains { child in
                rest.dropFirst().starts(with: Array(child.name.utf8))
            }
    }
}
