import FlotillaDriver
import FlotillaInventory
import Glibc

/// Plans on the disk. A file that is there already is replaced whole or not at all.
public enum PlanFile {
    /// Blocks. Throws the system's words.
    public static func write(_ plan: RolloutPlan, to path: String) throws(PlanFileError) {
        let draft = path + ".\(getpid()).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        let isWritten = writeAll(Array(plan.document.utf8), to: descriptor) && fsync(descriptor) == 0
        let error = errno
        close(descriptor)
        guard isWritten else {
            unlink(draft)
            throw PlanFileError(path: path, words: String(cString: strerror(error)))
        }
        guard rename(draft, path) == 0 else {
            defer { unlink(draft) }
            throw failure(path)
        }
    }

    /// Blocks.
    public static func read(_ path: String) throws(PlanDocumentError) -> RolloutPlan {
        let document: JSON
        do { document = try JSONDocument.read(path) } catch { throw .file(error) }
        return try RolloutPlan(document: document)
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }

    private static func failure(_ path: String) -> PlanFileError {
        PlanFileError(path: path, words: String(cString: strerror(errno)))
    }
}

/// A plan that could not be written, in the system's words.
public struct PlanFileError: Error, Sendable, Hashable {
    public var path: String
    public var words: String
}
