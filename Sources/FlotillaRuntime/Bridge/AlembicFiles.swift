import FlotillaInventory
import FlotillaRevisions
import Glibc

/// Where the project keeps its revisions: found by reading, so that a plan can tell whether one was edited and no Python
/// has to run for it.
struct AlembicFiles: Sendable {
    /// Deeper than this nobody nests folders of revisions.
    private static let depthLimit = 8
    private static let sizeLimit = 4 << 20

    private var paths: [RevisionID: String] = [:]

    init(_ settings: AlembicSettings) {
        let folder = settings.config.parentFolder
        let configuration = IniSection(Self.read(settings.config) ?? [], named: "alembic", here: folder)
        // The folder of Flask-Migrate holds its alembic.ini.
        let location = configuration["script_location"].map { $0.seen(from: settings.project) } ?? folder
        let named = (configuration["version_locations"] ?? configuration["version_path"] ?? "")
            .split { $0.isWhitespace || $0 == "," || $0 == ";" || $0 == ":" }
            .map { String($0).seen(from: settings.project) }
        for place in named.isEmpty ? [location + "/versions"] : named { search(place, Self.depthLimit) }
    }

    /// The bytes of the revision's file as they are now.
    subscript(revision: RevisionID) -> [UInt8]? { paths[revision].flatMap(Self.read) }

    private mutating func search(_ folder: String, _ depth: Int) {
        guard depth > 0, let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix("."), name != "__pycache__" else { continue }
            let path = folder + "/" + name
            if name.hasSuffix(".py") {
                if let bytes = Self.read(path), let revision = Self.revision(in: bytes) { paths[revision] = path }
            } else if !name.contains(".") {
                search(path, depth - 1)
            }
        }
    }

    /// The identifier that the module assigns at its top level: `revision = "ae10"`, with or without a type.
    static func revision(in bytes: [UInt8]) -> RevisionID? {
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard line.hasPrefix("revision"), let equals = line.firstIndex(of: "=") else { continue }
            let name = line[..<equals].prefix { $0 != ":" && !$0.isWhitespace }
            let value = line[line.index(after: equals)...].drop(while: \.isWhitespace)
            guard name == "revision", let quote = value.first, quote == "\"" || quote == "'" else { continue }
            return RevisionID(String(value.dropFirst().prefix { $0 != quote }))
        }
        return nil
    }

    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while content.count <= sizeLimit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return count == 0 ? content : nil }
            content += buffer[..<count]
        }
        return nil
    }
}

/// One section of a file that Python's `configparser` reads, as far as folders are concerned.
struct IniSection {
    private var values: [String: String] = [:]

    /// - Parameter here: what `%(here)s` stands for.
    init(_ bytes: [UInt8], named section: String, here: String) {
        var isOurs = false
        var last: String?
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = line.trimmed
            guard let first = text.first, first != "#", first != ";" else { continue }
            if first == "[" {
                isOurs = text == "[\(section)]"
                last = nil
            } else if isOurs, line.first?.isWhitespace == true, let last {
                values[last, default: ""] += " " + text.replacing("%(here)s", with: here)
            } else if isOurs, let mark = text.firstIndex(where: { $0 == "=" || $0 == ":" }) {
                let key = String(text[..<mark]).trimmed
                values[key] = text[text.index(after: mark)...].trimmed.replacing("%(here)s", with: here)
                last = key
            }
        }
    }

    subscript(key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var rest = Substring(self).drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

extension String {
    fileprivate var parentFolder: String {
        lastIndex(of: "/").map { String(self[..<$0]) } ?? "."
    }

    fileprivate func seen(from folder: String) -> String { hasPrefix("/") ? self : folder + "/" + self }
}
