import FlotillaRevisions
import Glibc

/// Writes new revision files into a migrations folder.
public enum RevisionWriter {
    /// Twelve digits, as Alembic makes them.
    public static func newID(using random: inout some RandomNumberGenerator) -> RevisionID {
        let digits = String(UInt64.random(in: 0..<(1 << 48), using: &random), radix: 16)
        return RevisionID(String(repeating: "0", count: 12 - digits.count) + digits)
    }

    /// `2026-11-22 08:23:11+00:00`
    public static var createDate: String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        let numbers = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map(twoDigits)
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { twoDigits(Int($0)) }
        return "\(numbers.joined(separator: "-")) \(clock.joined(separator: ":"))+00:00"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `3512b954651e_add_users.sql`. An identifier may hold what would lead into another folder, or hide the file.
    static func fileName(_ id: RevisionID, _ message: String) -> String {
        var slug = ""
        for character in message.prefix(while: { !$0.isNewline }).lowercased() {
            let isWord = character.isASCII && (character.isLetter || character.isNumber)
            if isWord { slug.append(character) } else if slug.last.map({ $0 != "_" }) ?? false { slug.append("_") }
        }
        let cut = slug.prefix(40).reversed().drop { $0 == "_" }.reversed()
        let name = id.text.hasPrefix(".") ? "_" + id.text.dropFirst() : id.text
        return name.map { $0 == "/" ? "_" : String($0) }.joined() + (cut.isEmpty ? "" : "_" + String(cut)) + ".sql"
    }

    /// Writes the file beside the others, under a name that none has. Returns its path. Blocks.
    public static func write(
        _ header: RevisionHeader, _ sections: [SectionDraft], to folder: String
    ) throws(RevisionWritingError) -> String {
        let place = MigrationsFolder.versions(in: folder)
        let path = place + "/" + fileName(header.id, header.message)
        let file: RevisionFile
        do { file = try RevisionFile(path: path, header: header, sections: sections) } catch {
            throw .unwritable(error)
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(path: path, words: systemWords()) }
        let written = file.bytes.withUnsafeBytes { bytes in
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
        return path
    }

    private static func systemWords() -> String { String(cString: strerror(errno)) }
}

public enum RevisionWritingError: Error, Sendable, Hashable {
    /// What was to be written would not read back as it is.
    case unwritable(RevisionFileError)
    case system(path: String, words: String)
}
