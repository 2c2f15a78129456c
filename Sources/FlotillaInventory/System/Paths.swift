import Glibc

/// Names of files, as text.
enum Paths {
    private static let slash = UInt8(ascii: "/")

    /// `path` seen from `folder`; an absolute path and an empty folder change nothing.
    static func join(_ folder: String, _ path: String) -> String {
        guard !folder.isEmpty, !path.hasPrefix("/") else { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// Everything before the last slash; empty for a bare name, which means the working directory.
    static func folder(of path: String) -> String {
        guard let last = path.utf8.lastIndex(of: slash) else { return "" }
        return last == path.startIndex ? "/" : String(path[..<last])
    }

    static func name(of path: String) -> String {
        path.utf8.lastIndex(of: slash).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// In lower case, without the dot; empty when there is none.
    static func fileExtension(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// The name without its extension.
    static func stem(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// With every symbolic link followed; `nil` when something on the way does not exist.
    static func real(_ path: String) -> String? {
        guard let resolved = realpath(path.isEmpty ? "." : path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Absolute, without looking at the disk: links and `..` stay as they are.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = real(".") else { return path }
        return path.isEmpty || path == "." ? current : join(current, path)
    }
}

/// The system's words for the error of the call that just failed.
func systemWords(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
