import FlotillaRevisions
import Glibc

/// Writes new revision files into a migrations folder.
public enum RevisionWriter {
    /// Twelve digits, as Alembic makes them.
    public static func newID(using random: inout some RandomNumberGenerator) -> RevisionID {
        let digits = String(UInt64.random(in: 0..<(1 << 48), using: &random), radix: 16)
        return RevisionID(String(repeating: "0", count: 12 - digits.count) + digits)
    }

    /// Writes the file under a name that none has. Blocks.
    ///
    /// - Parameter path: the file's; folders on the way to it are made.
    public static func write(
        _ header: RevisionHeader, _ sections: [SectionDraft], to path: String
    ) throws(RevisionWritingError) {
        let file: RevisionFile
        do { file = try RevisionFile(path: path, header: header, sections: sections) } catch {
            throw .unwritable(error)
        }
        try write(file.bytes, to: path)
    }

    /// Writes files under names that none has, all of them or none. Blocks.
    public static func write(_ files: [ScriptFile]) throws(RevisionWritingError) {
        for (index, file) in files.enumerated() {
            do { try write(file.bytes, to: file.path) } catch {
                for written in files[..<index] { unlink(written.path) }
                throw error
            }
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(RevisionWritingError) {
        makeFolders(above: path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(path: path, words: systemWords()) }
        let written = bytes.withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
        let isDone = written && fsync(descriptor) == 0
        let words = systemWords()
        guard close(descriptor) == 0, isDone else {
            // Half a revision must not be found by the next command.
            unlink(path)
            throw .system(path: path, words: words)
        }
    }

    /// What cannot be made is missed by whoever opens the file.
    private static func makeFolders(above path: String) {
        var place = path[...]
        var missing: [String] = []
        while let slash = place.lastIndex(of: "/"), slash != place.startIndex {
            place = place[..<slash]
            guard access(String(place), F_OK) != 0 else { break }
            missing.append(String(place))
        }
        for folder in missing.reversed() { mkdir(folder, 0o777) }
    }

    private static func systemWords() -> String { String(cString: strerror(errno)) }
}

public enum RevisionWritingError: Error, Sendable, Hashable {
    /// What was to be written would not read back as it is.
    case unwritable(RevisionFileError)
    case system(path: String, words: String)
}
