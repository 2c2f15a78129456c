import FlotillaDriver
import FlotillaRollout

/// The system's database of time zones (Debian's package `tzdata`).
public enum ZoneDatabase {
    static let folder = "/usr/share/zoneinfo"
    /// The largest file of the database has 4 kilobytes.
    static let sizeLimit = 256 * 1024

    /// The rules of the zone of this name. Reads a file and blocks; `UTC` needs none.
    public static func rules(of name: String) throws(PolicyProblem) -> ZoneRules {
        if name == "UTC" { return .utc }
        guard isName(name) else { throw .unknownZone(name, nearest: nil) }
        let path = Paths.join(folder, name)
        guard let file = try? OpenFile.regular(path).file else { throw .unknownZone(name, nearest: nearest(to: name)) }
        guard let bytes = contents(of: file) else { throw .unreadableZone(name, words: systemWords()) }
        do {
            return try ZoneRules(parsing: bytes)
        } catch {
            throw .unreadableZone(name, words: "it is no time zone file: \(error.rawValue)")
        }
    }

    /// Parts of letters, digits, `_`, `-` and `+`, so that no name leads out of the folder.
    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                        || $0 == UInt8(ascii: "+")
                }
        }
    }

    private static func contents(of file: OpenFile) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while bytes.count <= sizeLimit {
            guard let count = chunk.withUnsafeMutableBytes({ file.read(into: $0) }) else { return nil }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
        }
        // What is longer is no zone, and its parser will say so.
        return bytes
    }

    /// A mistyped city is looked for beside its namesakes, a mistyped region among regions.
    private static func nearest(to name: String) -> String? {
        let region = Paths.folder(of: name)
        if let names = try? NameList(folder: Paths.join(folder, region)) {
            let zones = (0..<names.count).lazy.map { names[$0] }.filter { $0.kind != .folder }
            let beside = zones.map { Paths.join(region, $0.name) }
            return NearMisses.nearest(to: name, among: beside, limit: 1).first
        }
        guard let regions = try? NameList(folder: folder) else { return nil }
        let all = (0..<regions.count).lazy.map { regions[$0].name }
        guard let near = NearMisses.nearest(to: region, among: all, limit: 1).first else { return nil }
        let candidate = Paths.join(near, Paths.name(of: name))
        return (try? OpenFile.regular(Paths.join(folder, candidate))) == nil ? nil : candidate
    }
}
