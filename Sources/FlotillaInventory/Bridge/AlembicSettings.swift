import Glibc

/// Where the project is whose own Alembic runs the steps that are marked `flotilla:alembic`.
///
/// ```yaml
/// alembic:
///   project: ../shop
///   config: migrations/alembic.ini
///   python: .venv/bin/python
///   flask: "shop:create_app"
///   bind: logs
///   x: [region=eu]
/// ```
public struct AlembicSettings: Sendable, Hashable {
    static let key = "alembic"
    static let shape = [
        FileKey("project", .text(.free), "The folder in which Python runs.", isRequired: true),
        FileKey("config", .text(.free), "Its alembic.ini, seen from the project."),
        FileKey(
            "python", .text(.free), "The interpreter; that of a virtual environment beside the project, else of PATH."),
        FileKey("flask", .text(.free), "Where Flask finds the app, as FLASK_APP says it."),
        FileKey("bind", .text(.free), "Which database the targets are, where env.py migrates several."),
        FileKey("x", .words(.free), "What env.py gets by -x: key=value."),
    ]
    private static let interpreters = [".venv/bin/python", "venv/bin/python"]
    private static let configurations = ["alembic.ini", "migrations/alembic.ini"]

    /// The folder in which Python runs; absolute.
    public var project: String
    /// Its `alembic.ini`; absolute.
    public var config: String
    /// A path, or a name that is looked up in `PATH`.
    public var python: String
    /// Where Flask finds the app (`FLASK_APP`); `nil` where Flask has no part in it.
    public var flask: String?
    /// Which database the targets are, where env.py migrates several; `default` for the one without a name.
    public var bind: String?
    /// What env.py gets by `-x`, before what a command is given.
    public var arguments: [String]

    /// The line that says so, for messages.
    public var place: Place

    /// What `flotilla.yaml` says under `alembic:`; `nil` when it says nothing. Reads a file and blocks.
    public static func load(_ settings: Settings) throws(InventoryError) -> AlembicSettings? {
        guard let file = settings.file, let whole = try PolicyDocument.yaml(file),
            let value = try Fields(whole, file: file)[key]
        else { return nil }
        return try AlembicSettings(try Fields(value, file: file, key: key))
    }

    private init(_ fields: Fields) throws(InventoryError) {
        try fields.check(allowed: Self.shape.names)
        let folder = Paths.absolute(Paths.folder(of: fields.file))
        let written = try fields.required("project").text
        let project = written == "." ? folder : Paths.join(folder, written)
        self.project = project
        let config = try fields.text("config")?.text
        self.config = Paths.join(project, config ?? Self.first(of: Self.configurations, in: project) ?? "alembic.ini")
        let python = try fields.text("python")?.text ?? Self.first(of: Self.interpreters, in: project) ?? "python3"
        self.python = python.contains("/") ? Paths.join(project, python) : python
        flask = try fields.text("flask")?.text
        bind = try fields.text("bind")?.text
        arguments = try fields.words("x").map(\.text)
        place = fields.place
    }

    private static func first(of names: [String], in folder: String) -> String? {
        names.first { access(Paths.join(folder, $0), F_OK) == 0 }
    }
}
