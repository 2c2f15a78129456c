/// A file of another tool as it lies on disk.
public struct ScriptFile: Sendable, Hashable {
    /// Where it was read, for messages.
    public let path: String
    /// As the tool's own table calls it: the path below the folder that the tool is given.
    public let name: String
    public let bytes: [UInt8]

    public init(path: String, name: String, bytes: [UInt8]) {
        self.path = path
        self.name = name
        self.bytes = bytes
    }

    /// One that lies in the folder itself.
    public init(path: String, bytes: [UInt8]) {
        let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        self.init(path: path, name: String(name), bytes: bytes)
    }
}

/// The files that another tool's revision was read from.
public struct OriginalScripts: Sendable, Hashable {
    /// That of the upgrade; for most tools it holds the downgrade too.
    public let up: ScriptFile
    /// The file that holds nothing but the downgrade.
    public let down: ScriptFile?
    /// Files that say how the others are run.
    public let settings: [ScriptFile]
    /// Stands for everything before it, on targets that have nothing yet.
    public let isBaseline: Bool

    public init(up: ScriptFile, down: ScriptFile? = nil, settings: [ScriptFile] = [], isBaseline: Bool = false) {
        self.up = up
        self.down = down
        self.settings = settings
        self.isBaseline = isBaseline
    }

    var all: [ScriptFile] { [up] + (down.map { [$0] } ?? []) + settings }
}

extension RevisionFile {
    /// The name of the file of the upgrade, as another tool's version table keeps it.
    public var script: String { originals?.up.name ?? String(path.split(separator: "/").last ?? "") }

    /// The name of the file that would hold the downgrade, where the tool has one of its own for it.
    public var downgradeName: String {
        guard let name = originals?.up.fileName else { return script }
        return GolangMigrateName(name)?.opposite ?? "U" + name.dropFirst()
    }

    /// As Flyway computes it for the upgrade.
    public var flywayChecksum: Int32? { originals.map { FlywayChecksum.of($0.up.bytes) } }
}
