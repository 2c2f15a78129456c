import FlotillaDriver
import Glibc

/// `files: {glob: "tenants/*.db"}`: a SQLite target for each file.
///
/// The pattern is seen from `root`, by default the folder of the inventory file, and cannot leave it: `..` is refused,
/// and so is a match whose real place, links followed, is outside. An absolute pattern names its own root, the part
/// before the first wildcard. The id is the file's name without its extension, or the path from the root where two
/// names would be the same; `id: path` uses the path always, so that a new file cannot change the id of another.
struct FilesSource {
    static let shape = [
        FileKey("glob", .text(.free), "A pattern of paths, such as tenants/*.db."),
        FileKey("root", .text(.free), "The folder from which the pattern is seen."),
        FileKey("id", .text(.choice(["stem", "path"])), "Whether ids are names of files or whole paths."),
    ]

    private let glob: Glob
    private let text: String
    private let root: String?
    private let usesPaths: Bool

    init(_ fields: Fields) throws(InventoryError) {
        let written = try fields.required("glob")
        let place = written.spot.place(in: fields.file)
        let (base, relative) = Self.splitAbsolute(written.text)
        do { glob = try Glob(relative) } catch { throw InventoryError(error, at: place) }
        text = written.text
        let named = try fields.text("root")?.text
        guard base == nil || named == nil else {
            throw InventoryError(.chooseOne(of: ["root", "an absolute glob"]), at: place)
        }
        root = base ?? named
        let id = try fields.text("id")
        guard id == nil || id?.text == "stem" || id?.text == "path" else {
            throw InventoryError(.badValue(key: "id", text: id?.text ?? "", expected: "stem or path"), at: place)
        }
        usesPaths = id?.text == "path"
    }

    func deliver(_ run: Source.Run) throws(InventoryError) {
        let root = self.root.map { Paths.join(run.scope.folder, $0) } ?? run.scope.folder
        guard let realRoot = Paths.real(root) else {
            throw InventoryError(.unreadable(words: systemWords()), at: Place(file: root))
        }
        let shared = usesPaths ? [] : try stemsUsedTwice(in: root)
        var seen: Set<FileIdentity> = []
        var places = RealPlaces(root: root)
        try glob.forEachFile(in: root) { path throws(InventoryError) in
            if run.context.stop.isRaised { throw run.fault(.stopped) }
            if run.deadline.hasPassed { throw run.fault(.timedOut) }
            guard let (real, facts) = places.file(path) else { return }
            do throws(InventoryError) {
                guard Self.isInside(real, realRoot) else {
                    throw run.fault(.glob(text: text, .escapesRoot(path: path)))
                }
                guard seen.insert(FileIdentity(facts)).inserted else {
                    throw run.fault(.sameFile(first: try firstPath(of: FileIdentity(facts), in: root), second: path))
                }
            } catch {
                return try run.delivery.report(error)
            }
            let stem = Paths.stem(of: path)
            let id = usesPaths || shared.contains(Self.hash(stem)) ? path : stem
            var entry = Entry(place: run.place)
            entry.id = run.written(id)
            entry.url = run.written(Self.url(real))
            try run.delivery.deliver(entry, in: run.scope)
        }
    }

    static func url(_ path: String) -> String {
        "sqlite:" + PercentEncoding.encode(path, keeping: UInt8(ascii: "/"))
    }

    /// `/srv/tenants/*.db` is `*.db` seen from `/srv/tenants`.
    private static func splitAbsolute(_ pattern: String) -> (base: String?, relative: String) {
        guard pattern.hasPrefix("/") else { return (nil, pattern) }
        let names = pattern.split(separator: "/")
        let fixed = names.prefix { Wildcard(glob: $0).literal != nil && $0 != ".." }.prefix(max(0, names.count - 1))
        return ("/" + fixed.joined(separator: "/"), names.dropFirst(fixed.count).joined(separator: "/"))
    }

    private static func isInside(_ path: String, _ root: String) -> Bool {
        root == "/" || path.hasPrefix(root + "/")
    }

    /// Ids are compared without regard to case; eight bytes for each name are kept while counting.
    private func stemsUsedTwice(in root: String) throws(InventoryError) -> Set<Int> {
        var once: Set<Int> = []
        var twice: Set<Int> = []
        try glob.forEachFile(in: root) { path in
            let hash = Self.hash(Paths.stem(of: path))
            if !once.insert(hash).inserted { twice.insert(hash) }
        }
        return twice
    }

    private static func hash(_ stem: String) -> Int { stem.lowercased().hashValue }

    private func firstPath(of identity: FileIdentity, in root: String) throws(InventoryError) -> String {
        var found = ""
        try glob.forEachFile(in: root) { path in
            var facts = stat()
            guard found.isEmpty, stat(Paths.join(root, path), &facts) == 0 else { return }
            if FileIdentity(facts) == identity { found = path }
        }
        return found
    }
}

/// Where files really lie, links followed. The real place of a folder is asked for once for all the files in it, which
/// come one after the other.
private struct RealPlaces {
    private let root: String
    private var folder: (path: String, real: String)?

    init(root: String) { self.root = root }

    /// `nil` for what is no file.
    mutating func file(_ path: String) -> (real: String, facts: stat)? {
        let whole = Paths.join(root, path)
        var facts = stat()
        guard lstat(whole, &facts) == 0 else { return nil }
        if facts.st_mode & S_IFMT == S_IFLNK {
            guard stat(whole, &facts) == 0 else { return nil }
            return facts.st_mode & S_IFMT == S_IFREG ? Paths.real(whole).map { ($0, facts) } : nil
        }
        guard facts.st_mode & S_IFMT == S_IFREG else { return nil }
        let path = Paths.folder(of: whole)
        if folder?.path != path { folder = Paths.real(path).map { (path, $0) } }
        return folder.map { (Paths.join($0.real, Paths.name(of: whole)), facts) }
    }
}
