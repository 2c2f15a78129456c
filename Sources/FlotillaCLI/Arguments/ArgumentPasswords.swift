/// Passwords that stand in URLs among the arguments, and how they are kept out of everything we show.
///
/// A URL typed in the wrong place comes back in a message about unexpected arguments; commands to copy repeat what was
/// typed. Neither may show the password, so both streams pass through ``hidden(in:)``.
struct ArgumentPasswords: Sendable {
    /// Each with the signs around it, so that a short password does not blot out other text.
    private let passwords: [String]

    init(_ arguments: [String]) {
        passwords = arguments.compactMap { argument in
            let bytes = Array(argument.utf8)
            return Self.range(in: bytes).map { ":" + String(decoding: bytes[$0], as: UTF8.self) + "@" }
        }
    }

    func hidden(in text: String) -> String {
        passwords.reduce(text) { $0.replacing($1, with: ":***@") }
    }

    /// From behind the first `:` after `//` to the last `@`: rather too much than too little of a badly escaped one.
    static func range(in argument: [UInt8]) -> Range<Int>? {
        let slashes = Array("://".utf8)
        guard argument.count > slashes.count,
            let start = argument.indices.dropLast(slashes.count).first(where: {
                argument[$0..<$0 + slashes.count].elementsEqual(slashes)
            }),
            let end = argument.lastIndex(of: UInt8(ascii: "@")),
            let colon = argument[(start + slashes.count)...].firstIndex(of: UInt8(ascii: ":")), colon < end
        else { return nil }
        return colon + 1..<end
    }
}
