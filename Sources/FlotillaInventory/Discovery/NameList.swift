import Glibc

/// The names in one folder, in the order of their bytes, packed: a folder of 100,000 files costs its names and 4 bytes
/// each.
struct NameList {
    enum Kind: UInt8 {
        case file, folder, link, other
    }

    private var bytes: [UInt8] = []
    /// Where each name begins: one byte of kind, then the name, then 0.
    private var starts: [UInt32] = []

    /// Hidden names are left out, as a shell's patterns leave them out.
    init(folder: String) throws(OpenFailure) {
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { throw .unreadable(words: systemWords()) }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
                .assumingMemoryBound(to: UInt8.self)
            guard name.pointee != UInt8(ascii: ".") else { continue }
            starts.append(UInt32(bytes.count))
            bytes.append(Self.kind(entry.pointee.d_type, folder: folder, name: name).rawValue)
            bytes.append(
                contentsOf: UnsafeBufferPointer(
                    start: name, count: strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self)) + 1))
        }
        sort()
    }

    var count: Int { starts.count }

    subscript(index: Int) -> (name: String, kind: Kind) {
        let start = Int(starts[index])
        let name = bytes[(start + 1)...].prefix { $0 != 0 }
        return (String(decoding: name, as: UTF8.self), Kind(rawValue: bytes[start]) ?? .other)
    }

    private mutating func sort() {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            starts.sort { strcmp(base + Int($0) + 1, base + Int($1) + 1) < 0 }
        }
    }

    private static func kind(_ type: UInt8, folder: String, name: UnsafePointer<UInt8>) -> Kind {
        switch Int(type) {
        case Int(DT_REG): return .file
        case Int(DT_DIR): return .folder
        case Int(DT_LNK): return .link
        case Int(DT_UNKNOWN):
            // Some file systems do not say.
            var facts = stat()
            guard lstat(Paths.join(folder, String(cString: name)), &facts) == 0 else { return .other }
            switch facts.st_mode & S_IFMT {
            case S_IFREG: return .file
            case S_IFDIR: return .folder
            case S_IFLNK: return .link
            default: return .other
            }
        default: return .other
        }
    }
}
