import Glibc

/// A pattern for paths, walked in a settled order: `*` and `?` within a name, `**` for any number of folders.
///
/// Names that begin with a dot only match a pattern that does, links to folders are not followed by `**`, and SQLite's
/// own companions of a database (`-journal`, `-wal`, `-shm`) never match.
struct Glob {
    enum Part {
        case name(String)
        case pattern(Wildcard)
        case anyFolders
    }

    /// Deeper folders are not looked into.
    static let depthLimit = 32

    let parts: [Part]

    /// `text` must be relative and must not climb.
    init(_ text: String) throws(InventoryError.Reason) {
        var parts: [Part] = []
        for name in text.split(separator: "/") where name != "." {
            guard name != ".." else { throw .glob(text: text, .climbs) }
            if name == "**" {
                if case .anyFolders = parts.last { continue }
                parts.append(.anyFolders)
            } else {
                let pattern = Wildcard(glob: name)
                parts.append(pattern.literal.map { .name($0) } ?? .pattern(pattern))
            }
        }
        if case .anyFolders = parts.last { parts.append(.pattern(Wildcard(glob: "*"))) }
        guard !parts.isEmpty else { throw .glob(text: text, .empty) }
        self.parts = parts
    }

    /// Calls `body` with the path of each file, relative to `root`; a folder that cannot be read is an error.
    func forEachFile(
        in root: String, _ body: (String) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        try walk(root, "", parts[...], depth: 0, body)
    }

    private func walk(
        _ root: String, _ folder: String, _ rest: ArraySlice<Part>, depth: Int,
        _ body: (String) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        guard let part = rest.first, depth < Self.depthLimit else { return }
        switch part {
        case .name(let name):
            let path = Paths.join(folder, name)
            if rest.count > 1 {
                guard Self.isFolder(Paths.join(root, path)) else { return }
                try walk(root, path, rest.dropFirst(), depth: depth + 1, body)
            } else if Self.exists(Paths.join(root, path)) {
                try body(path)
            }
        case .pattern(let pattern):
            try forEachName(root, folder) { name, kind throws(InventoryError) in
                guard pattern.matches(name), !Self.isCompanion(name) else { return }
                let path = Paths.join(folder, name)
                if rest.count == 1 {
                    if kind == .file || kind == .link { try body(path) }
                } else if kind == .folder || kind == .link && Self.isFolder(Paths.join(root, path)) {
                    try walk(root, path, rest.dropFirst(), depth: depth + 1, body)
                }
            }
        case .anyFolders:
            try walk(root, folder, rest.dropFirst(), depth: depth, body)
            try forEachName(root, folder) { name, kind throws(InventoryError) in
                guard kind == .folder else { return }
                try walk(root, Paths.join(folder, name), rest, depth: depth + 1, body)
            }
        }
    }

    private func forEachName(
        _ root: String, _ folder: String, _ body: (String, NameList.Kind) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        let path = folder.isEmpty ? root : Paths.join(root, folder)
        let names: NameList
        do { names = try NameList(folder: path) } catch { throw FileBytes.error(error, path.isEmpty ? "." : path) }
        for index in 0..<names.count {
            let (name, kind) = names[index]
            try body(name, kind)
        }
    }

    private static func isCompanion(_ name: String) -> Bool {
        ["-journal", "-wal", "-shm"].contains { name.hasSuffix($0) }
    }

    private static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    private static func exists(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0
    }
}
