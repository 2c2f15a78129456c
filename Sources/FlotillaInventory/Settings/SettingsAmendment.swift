import Glibc

/// One more key at the end of a `flotilla.yaml` that people write. Every byte that stands there stays. Blocks.
public enum SettingsAmendment {
    public enum Outcome: Sendable, Hashable {
        /// The file has the key now, or there was none and it has nothing else.
        case added
        /// The file has the key already; nothing was changed.
        case present
        /// The file is written in a way in which nothing can be put at its end; nothing was changed.
        case unsafe
        /// In the system's words; nothing was changed.
        case notWritten(words: String)
    }

    /// - Parameters:
    ///   - text: the key and its value as YAML, with a line end.
    ///   - file: may not be there yet.
    public static func add(_ key: String, as text: String, to file: String) throws(InventoryError) -> Outcome {
        guard SettingsSearch.exists(file) else { return write(text, to: file, mode: 0o666) }
        let members = try keys(of: file)
        if members.contains(key) { return .present }
        let path = Paths.real(file) ?? file
        let before = String(decoding: try SchemaText.file(path), as: UTF8.self)
        let gap = before.isEmpty ? "" : before.hasSuffix("\n") ? "\n" : "\n\n"
        var facts = stat()
        guard stat(path, &facts) == 0 else { return .notWritten(words: systemWords()) }
        let draft = Paths.join(Paths.folder(of: path), ".\(Paths.name(of: path)).\(getpid())")
        if case .notWritten(let words) = write(before + gap + text, to: draft, mode: facts.st_mode) {
            return .notWritten(words: words)
        }
        // Read as everybody will read it, before anybody does.
        guard (try? keys(of: draft)) == members + [key] else {
            unlink(draft)
            return .unsafe
        }
        guard rename(draft, path) == 0 else {
            let words = systemWords()
            unlink(draft)
            return .notWritten(words: words)
        }
        return .added
    }

    private static func keys(of file: String) throws(InventoryError) -> [String] {
        guard let whole = try PolicyDocument.yaml(file) else { return [] }
        return try Fields(whole, file: file).members.map(\.key)
    }

    private static func write(_ text: String, to path: String, mode: mode_t) -> Outcome {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 0o7777)
        guard descriptor >= 0 else { return .notWritten(words: systemWords()) }
        let bytes = Array(text.utf8)
        let count = Glibc.write(descriptor, bytes, bytes.count)
        let words = systemWords()
        guard close(descriptor) == 0, count == bytes.count else {
            unlink(path)
            return .notWritten(words: words)
        }
        return .added
    }
}
