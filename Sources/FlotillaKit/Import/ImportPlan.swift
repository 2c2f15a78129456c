import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL

/// What is to be taken over, and how.
public struct ImportRequest: Sendable, Hashable {
    /// An `alembic.ini`, its folder, a `migrations` folder of Flask-Migrate's, or that of its app.
    public var path: String
    /// For which SQL is wanted; none for those of the settings or of the fleet, else all.
    public var engines: [Engine] = []
    /// `nil` for that of a virtual environment beside the project, or that of `PATH`.
    public var python: String?
    /// Where Flask finds the app.
    public var app: String?
    /// Which database, where the revisions are made for several.
    public var bind: String?
    /// What env.py gets by `-x`.
    public var arguments: [String] = []

    public init(path: String) { self.path = path }
}

/// Revisions of Alembic's as they would be written.
public struct ImportPlan: Sendable {
    public var project: AlembicProject
    public var engines: [Engine]
    /// Parents first.
    public var revisions: [ImportedRevision]
    /// Where they belong.
    public var folder: String
    /// Those that an earlier import has written; they stay as they are.
    public var present: Set<RevisionID>
    /// What has to stand in the settings file, key by key, as YAML.
    public var settings: [(key: String, text: String)]
    /// That file; it may not be there yet.
    public var settingsFile: String

    /// All of them are there already.
    public var isThere: Bool { present.count == revisions.count }
}

/// What was written.
public struct ImportResult: Sendable {
    public var paths: [String]
    public var amendments: [(key: String, outcome: SettingsAmendment.Outcome)]
}

/// Where the project is, for the steps that run in its own Alembic.
struct AlembicSettingText {
    let project: AlembicProject
    /// As somebody has named it.
    let python: String?
    let bind: String?
    /// What env.py gets by `-x`.
    let arguments: [String]
    /// That of the settings file; absolute.
    let folder: String

    var text: String {
        var lines = [
            "# Where revisions that are marked flotilla:alembic run.", "alembic:",
            "  project: \(Self.quoted(Self.relative(project.folder, to: folder)))",
            "  config: \(Self.quoted(Self.relative(project.config, to: project.folder)))",
        ]
        if let python { lines.append("  python: \(Self.quoted(python))") }
        if project.isFlask { lines.append("  flask: \(Self.quoted(project.app ?? "app.py"))") }
        if let bind { lines.append("  bind: \(Self.quoted(bind))") }
        if !arguments.isEmpty { lines.append("  x: [\(arguments.map(Self.quoted).joined(separator: ", "))]") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// In double quotes where it might be read as something else.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "/"),
                UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isPlain && !text.isEmpty ? text : JSON.quoted(text)
    }

    /// Both are absolute.
    static func relative(_ path: String, to folder: String) -> String {
        let parts = path.split(separator: "/")
        let base = folder.split(separator: "/")
        let shared = zip(parts, base).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: base.count - shared) + parts[shared...].map(String.init)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }
}
