import Glibc

/// Where bytes come from, a chunk at a time: a file, a program's output, or memory.
protocol ByteSource: AnyObject {
    /// How many bytes were put into `buffer`; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InventoryError) -> Int
}

final class FileBytes: ByteSource {
    private let file: OpenFile
    private let name: String

    /// - Parameter limit: in bytes; `nil` for formats that are read as a stream, whatever their length.
    init(_ name: String, limit: Int?) throws(InventoryError) {
        self.name = name
        let facts: stat
        do { (file, facts) = try OpenFile.regular(name) } catch { throw Self.error(error, name) }
        if let limit, facts.st_size > limit {
            throw InventoryError(.tooLarge(limit: limit), at: Place(file: name))
        }
    }

    static func error(_ failure: OpenFailure, _ name: String) -> InventoryError {
        let words =
            switch failure {
            case .unreadable(let words): words
            case .notRegular: "Not a regular file"
            }
        return InventoryError(.unreadable(words: words), at: Place(file: name))
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InventoryError) -> Int {
        guard let count = file.read(into: buffer) else {
            throw InventoryError(.unreadable(words: systemWords()), at: Place(file: name))
        }
        return count
    }
}

final class MemoryBytes: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        bytes.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return count
    }
}
