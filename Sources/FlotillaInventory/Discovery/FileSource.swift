/// `file: tenants.csv`: another inventory file, relative to the one that names it.
struct FileSource {
    static let shape = [FileKey("file", .text(.free), "Another inventory file, seen from this one.")]

    private let path: Written

    init(_ fields: Fields) throws(InventoryError) { path = try fields.required("file") }

    func deliver(_ run: Source.Run) throws(InventoryError) {
        let path = Paths.join(run.scope.folder, path.text)
        var scope = run.scope
        scope.folder = Paths.folder(of: path)
        try InventoryFile(path: path, kind: try InventoryFile.Kind(path: path))
            .deliver(to: run.delivery, scope: scope)
    }
}
