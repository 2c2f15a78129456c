import Glibc

/// The file beside the revisions that holds drift of which people know. Blocks.
public enum KnownDriftFile {
    static let name = "known-drift.txt"
    private static let head =
        "# How targets differ from what the revisions give, as far as somebody has said that it is known with\n"
        + "# 'flotilla drift --accept': engine, version (* for any), fingerprint of the difference (of the schema where the\n"
        + "# version is named), who, why. A line that is taken out is drift again.\n"

    /// Empty when there is none.
    public static func read(_ migrations: String) throws(InventoryError) -> String {
        let path = Paths.join(migrations, name)
        guard SettingsSearch.exists(path) else { return "" }
        return String(decoding: try SchemaText.file(path), as: UTF8.self)
    }

    public static func append(_ lines: String, in migrations: String) throws(InventoryError) {
        let path = Paths.join(migrations, name)
        let isNew = !SettingsSearch.exists(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw InventoryError(.unreadable(words: systemWords()), at: Place(file: path)) }
        let text = Array(((isNew ? head : "") + lines).utf8)
        let count = write(descriptor, text, text.count)
        let words = systemWords()
        guard close(descriptor) == 0, count == text.count else {
            throw InventoryError(.unreadable(words: words), at: Place(file: path))
        }
    }
}
