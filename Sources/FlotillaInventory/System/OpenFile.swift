import Glibc

/// An open file that closes itself.
final class OpenFile: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a regular file for reading; a folder, a pipe or a device is refused, and opening one does not hang.
    static func regular(_ path: String) throws(OpenFailure) -> (file: OpenFile, facts: stat) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .unreadable(words: systemWords()) }
        let file = OpenFile(descriptor: descriptor)
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .unreadable(words: systemWords()) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        return (file, facts)
    }

    /// Bytes read, 0 at the end, or `nil` with `errno` set.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }
}

enum OpenFailure: Error {
    case unreadable(words: String)
    case notRegular
}
