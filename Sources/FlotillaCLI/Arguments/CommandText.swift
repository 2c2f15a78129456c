/// Commands as a person may copy them from our output into a shell.
enum CommandText {
    /// `flotilla` with these arguments, each quoted where a POSIX shell needs it, and without any password.
    static func line(_ arguments: [String]) -> String { "flotilla " + words(arguments) }

    /// The same without the program's name.
    static func words(_ arguments: [String]) -> String {
        let passwords = ArgumentPasswords(arguments)
        return arguments.map(passwords.hidden).map(quoted).joined(separator: " ")
    }

    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: Array("-_./:@=+,%".utf8).contains(byte)
                }
            }
        guard !isPlain else { return word }
        return "'"
            + DisplayText.escaped(word).split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
