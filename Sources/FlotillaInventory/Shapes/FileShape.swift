/// What may stand at one place of a file that people write.
///
/// Readers take the names of their keys from here, and editors get the same as a JSON Schema: a key that one knows and the other
/// does not cannot be. To YAML `3`, `true` and `no` are no texts; to our readers they are, so forms speak of what a text says.
indirect enum FileShape: Sendable {
    case text(TextForm)
    case list(FileShape)
    /// A list of texts; one text is a list of one.
    case words(TextForm)
    case mapping([FileKey])
    /// A mapping whose keys are names that the writer chooses.
    case named(FileShape)
    /// Any of these.
    case either([FileShape])
    /// A mapping with exactly one of the first keys, and any of the others.
    case oneOf([FileKey], beside: [FileKey] = [])
}

/// A key of a mapping.
struct FileKey: Sendable {
    let name: String
    let shape: FileShape
    /// What it is for, in a sentence that an editor shows.
    let about: String
    let isRequired: Bool

    init(_ name: String, _ shape: FileShape, _ about: String, isRequired: Bool = false) {
        self.name = name
        self.shape = shape
        self.about = about
        self.isRequired = isRequired
    }
}

/// What a text has to look like.
enum TextForm: Sendable {
    case free
    case flag
    case choice([String])
    case number(ClosedRange<Int>, or: [String] = [])
    case decimal
    /// `2s`; or one of these words.
    case duration(or: [String] = [])
    /// `5`, `1%`, `0.5%`.
    case amount
    /// A regular expression for the whole text.
    case pattern(String)
}

extension [FileKey] {
    var names: [String] { map(\.name) }
}

/// The files that people write.
public enum FileKind: String, Sendable, CaseIterable {
    case settings, inventory, policy

    public var title: String {
        switch self {
        case .settings: "flotilla.yaml, the settings of a project"
        case .inventory: "An inventory: targets, and where to find them"
        case .policy: "A rollout policy in a file of its own"
        }
    }

    var shape: FileShape {
        switch self {
        case .settings: .mapping(SettingsFile.shape)
        case .inventory:
            .either([.mapping(InventoryDocument.shape), .list(.mapping(Entry.shape))])
        case .policy: .mapping(PolicyReader.shape)
        }
    }
}
