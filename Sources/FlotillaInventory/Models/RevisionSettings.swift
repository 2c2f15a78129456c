import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Glibc

/// Where revision files lie and how new ones are written.
///
/// ```yaml
/// revisions:
///   format: goose                          # whose way of writing they follow; Flotilla's own without it
///   locations: [migrations/versions, billing/migrations]
///   recursive: true                        # folders below them too
///   file_template: "{year}_{month}_{day}_{rev}_{slug}"
///   truncate_slug_length: 40
///   timezone: Europe/Berlin                # of Create Date and of the file's name
///   post_write_hooks: [[sqlfluff, fix, "{file}"]]
/// ```
public struct RevisionSettings: Sendable, Hashable {
    public var format = RevisionFormat.flotilla
    /// Seen from the working directory; empty for the folder `versions` of the migrations folder.
    public var locations: [String] = []
    public var isRecursive = false
    public var template = FileNameTemplate.standard
    public var slugLength = FileNameTemplate.slugLength
    public var zone = ZoneRules.utc
    /// Programs that a new file is given to, one after the other, each with its arguments.
    public var hooks: [[String]] = []
    /// That of the settings file, where programs run; empty for the working directory.
    public var folder = ""

    public init() {}

    /// What `flotilla.yaml` says under `revisions:`. Reads a file and blocks.
    public static func load(_ settings: Settings) throws(InventoryError) -> RevisionSettings {
        var revisions = RevisionSettings()
        revisions.format = settings.format
        guard let file = settings.file, let whole = try PolicyDocument.yaml(file) else { return revisions }
        revisions.folder = Paths.folder(of: file)
        guard let value = try Fields(whole, file: file)[RevisionReader.key] else { return revisions }
        try RevisionReader(fields: try Fields(value, file: file, key: RevisionReader.key)).read(into: &revisions)
        return revisions
    }

    /// Now, by the clocks of the time zone.
    public var now: WrittenMoment {
        let seconds = Int64(time(nil))
        let offset = Int(zone.offset(at: LedgerTime(microseconds: seconds * 1_000_000)).components.seconds)
        var shown = time_t(seconds + Int64(offset))
        var parts = tm()
        gmtime_r(&shown, &parts)
        return WrittenMoment(
            secondsSince1970: seconds, year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1,
            day: Int(parts.tm_mday), hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec),
            offsetMinutes: offset / 60)
    }
}

/// The key of `flotilla.yaml` that is about revision files.
struct RevisionReader {
    static let key = "revisions"
    static let formatKey = "format"
    static let shape = [
        FileKey(
            formatKey, .text(.choice(RevisionFormat.allCases.map(\.rawValue))), "Which tool's files they are."),
        FileKey("locations", .words(.free), "Folders with revisions, in the place of versions/."),
        FileKey("recursive", .text(.flag), "Whether revisions lie in folders below these, too."),
        FileKey("file_template", .text(.free), "How files are called: {rev}, {slug}, {year} and the like."),
        FileKey("truncate_slug_length", .text(.number(slugLengths)), "Letters of the message in a file's name."),
        FileKey("timezone", .text(.free), "Of Create Date, such as Europe/Berlin."),
        FileKey(
            "post_write_hooks", .list(.words(.free)), "Programs that get a new file; {file} stands for its path."),
    ]
    private static let slugLengths = 1...200

    let fields: Fields

    func read(into settings: inout RevisionSettings) throws(InventoryError) {
        try fields.check(allowed: Self.shape.names)
        settings.locations = try fields.words("locations").map { Paths.join(settings.folder, $0.text) }
        settings.isRecursive = try fields.flag("recursive")
        if let length = try fields.text("truncate_slug_length") {
            guard let number = Int(length.text), Self.slugLengths.contains(number) else {
                throw fault(length, "truncate_slug_length", "a number from 1 to 200")
            }
            settings.slugLength = number
        }
        if let zone = try fields.text("timezone") { settings.zone = try rules(zone) }
        if let written = try fields.text("file_template") {
            guard settings.format == .flotilla else {
                throw fault(written, "file_template", "none: files are called as \(settings.format.rawValue) has it")
            }
            settings.template = try template(written, isRecursive: settings.isRecursive)
        }
        settings.hooks = try hooks()
    }

    private func rules(_ zone: Written) throws(InventoryError) -> ZoneRules {
        do { return try ZoneDatabase.rules(of: zone.text) } catch {
            throw InventoryError(.policy(error), at: zone.spot.place(in: fields.file))
        }
    }

    private func template(_ written: Written, isRecursive: Bool) throws(InventoryError) -> FileNameTemplate {
        guard let template = FileNameTemplate(parsing: written.text) else {
            throw fault(
                written, "file_template",
                "a name with {rev} in it, and perhaps " + FileNameTemplate.tokens.dropFirst().joined(separator: " "))
        }
        guard isRecursive || !template.hasFolders else {
            throw fault(
                written, "file_template", "a name without /, or recursive: true, so that the file is found again")
        }
        return template
    }

    /// Each a program, or a list of a program and its arguments.
    private func hooks() throws(InventoryError) -> [[String]] {
        guard let value = fields["post_write_hooks"] else { return [] }
        guard case .list(let elements) = value.content else {
            throw InventoryError(
                .wrongType(key: "post_write_hooks", expected: .list), at: value.spot.place(in: fields.file))
        }
        var hooks: [[String]] = []
        for element in elements {
            var words: [String] = []
            switch element.content {
            case .text(let program): words = [program]
            case .list(let parts):
                for part in parts {
                    if case .text(let word) = part.content { words.append(word) } else { words.append("") }
                }
            case .mapping, .absent: break
            }
            guard !words.isEmpty, words.allSatisfy({ !$0.isEmpty }) else {
                throw InventoryError(
                    .badValue(
                        key: "post_write_hooks", text: "", expected: "a list of programs, each with its arguments"),
                    at: element.spot.place(in: fields.file))
            }
            hooks.append(words)
        }
        return hooks
    }

    private func fault(_ written: Written, _ key: String, _ expected: String) -> InventoryError {
        InventoryError(
            .badValue(key: key, text: written.text, expected: expected), at: written.spot.place(in: fields.file))
    }
}
