import Glibc

/// A temporary file that has no name any more and that nobody else may open: it is gone when we are.
final class SpoolFile: Sendable {
    private let file: OpenFile

    init(folder: String) throws(InventoryError) {
        var template = Array(Paths.join(folder, "flotilla-XXXXXX").utf8CString)
        // mkstemp(3) gives mode 0600.
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.fault() }
        file = OpenFile(descriptor: descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        guard unlink(template) == 0 else { throw Self.fault() }
    }

    func append(_ bytes: [UInt8]) throws(InventoryError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(file.descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.fault() }
            done += count
        }
    }

    func withBytes<Result>(
        at offset: Int, count: Int, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(InventoryError) -> Result {
        let outcome = withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer -> Result? in
            var done = 0
            while done < count {
                let part = pread(
                    file.descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
                if part < 0, errno == EINTR { continue }
                guard part > 0 else { return nil }
                done += part
            }
            return body(UnsafeRawBufferPointer(buffer))
        }
        guard let outcome else { throw Self.fault() }
        return outcome
    }

    private static func fault() -> InventoryError { InventoryError(.spool(words: systemWords())) }
}
