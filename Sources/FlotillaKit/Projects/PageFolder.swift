import Glibc

/// A folder for pages that are made anew whenever somebody asks, and may be there already.
public struct PageFolder {
    private let folder: String

    public init(_ folder: String) { self.folder = folder }

    /// Writes the pages; folders on the way are made. Blocks.
    ///
    /// - Parameter pages: each with its path inside.
    public func write(_ pages: [(path: String, text: String)]) throws(FlotillaError) {
        for page in pages {
            let path = folder + "/" + page.path
            makeFolders(above: path)
            try write(page.text, to: path)
        }
    }

    /// What cannot be made is missed by whoever opens the file.
    private func makeFolders(above path: String) {
        for slash in path.indices.dropFirst() where path[slash] == "/" { mkdir(String(path[..<slash]), 0o755) }
    }

    private func write(_ text: String, to path: String) throws(FlotillaError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.fault(path) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Self.fault(path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func fault(_ path: String) -> FlotillaError {
        .project(.page(path: path, words: String(cString: strerror(errno))))
    }
}
