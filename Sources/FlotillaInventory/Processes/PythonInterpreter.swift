import Glibc

/// Which Python has the packages of a project.
public enum PythonInterpreter {
    /// Whichever `PATH` leads to: that of an environment that a person has activated.
    public static let ofPath = "python3"

    private static let places = [".venv/bin/python", "venv/bin/python"]

    /// The interpreter of a virtual environment in the folder, or in the one above it; else ``ofPath``.
    ///
    /// - Parameter path: a folder, or a file in it.
    public static func nearest(to path: String) -> String {
        guard let real = Paths.real(path) else { return ofPath }
        var facts = stat()
        let isFolder = stat(real, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
        let folder = isFolder ? real : Paths.folder(of: real)
        for place in [folder, Paths.folder(of: folder)] {
            for name in places where access(Paths.join(place, name), X_OK) == 0 { return Paths.join(place, name) }
        }
        return ofPath
    }
}
