import FlotillaDriver
import FlotillaRollout

/// Where a person finds the policies of a project: under `policies:` in its `flotilla.yaml`, or each in a file of its own.
///
/// Every call reads a file and blocks; none looks at a target.
public enum Policies {
    /// Those that the project's `flotilla.yaml` names; none when it names none or does not exist.
    public static func load(_ settings: Settings) throws(InventoryError) -> [String: RolloutPolicy] {
        guard let file = settings.file, let whole = try PolicyDocument.yaml(file) else { return [:] }
        let fields = try Fields(whole, file: file)
        guard let named = fields[key] else { return [:] }
        let reader = PolicyReader(file: file, groups: try groups(fields))
        var policies: [String: RolloutPolicy] = [:]
        for member in try Fields(named, file: file, key: key).members {
            guard PolicyName.isUsable(member.key) else {
                throw InventoryError(
                    .badValue(key: key, text: member.key, expected: PolicyName.expected),
                    at: member.keySpot.place(in: file))
            }
            policies[member.key] = try reader.policy(member.value, key: "\(key).\(member.key)")
        }
        return policies
    }

    /// A policy in a file of its own: YAML or JSON, by the file's extension.
    ///
    /// - Parameter settings: of the project whose groups it may ask.
    public static func read(file: String, _ settings: Settings? = nil) throws(InventoryError) -> RolloutPolicy {
        guard let value = try PolicyDocument.value(of: file) else {
            throw InventoryError(.emptyFile, at: Place(file: file))
        }
        return try PolicyReader(file: file, groups: try groups(settings)).policy(value, key: "")
    }

    /// What `--policy` means: a name in `flotilla.yaml`, or a file when it holds a slash or ends as such files do.
    public static func find(_ name: String, _ settings: Settings) throws(InventoryError) -> RolloutPolicy {
        if name.contains("/") || PolicyDocument.extensions.contains(Paths.fileExtension(of: name)) {
            return try read(file: name, settings)
        }
        let known = try load(settings)
        if let policy = known[name] { return policy }
        let names = known.keys.sorted()
        let nearest = NearMisses.nearest(to: name, among: names, limit: 1).first
        throw InventoryError(
            .policy(.unknownPolicy(name, nearest: nearest, known: names)), at: settings.file.map { Place(file: $0) })
    }

    private static func groups(_ settings: Settings?) throws(InventoryError) -> [String: [String]] {
        guard let file = settings?.file, let whole = try PolicyDocument.yaml(file) else { return [:] }
        return try groups(try Fields(whole, file: file))
    }

    private static func groups(_ project: Fields) throws(InventoryError) -> [String: [String]] {
        guard let value = project[GroupReader.key] else { return [:] }
        return try GroupReader(file: project.file).groups(value)
    }

    static let key = "policies"
}

/// Names of policies and waves: words that need no quotes in a shell, and no escape in a page.
enum PolicyName {
    static let expected = "a name of 1 to 63 letters, digits, _ - and ., beginning with a letter, a digit or _"

    static func isUsable(_ text: String) -> Bool { TargetRules.isLabelKey(text) && !text.contains("/") }
}

/// A small file, read whole.
enum PolicyDocument {
    static let extensions = ["yaml", "yml", "json"]

    /// `nil` for a file without any content.
    static func value(of path: String) throws(InventoryError) -> Value? {
        switch Paths.fileExtension(of: path) {
        case "yaml", "yml": return try yaml(path)
        case "json":
            let source = try FileBytes(path, limit: ReadingLimits.text)
            return try json(try ByteReader(source, name: path))
        default: throw InventoryError(.unknownFileKind(allowed: extensions), at: Place(file: path))
        }
    }

    static func json(_ bytes: ByteReader) throws(InventoryError) -> Value? {
        var reader = JSONReader(bytes)
        guard try reader.peek() != nil else { return nil }
        let value = try reader.value()
        guard try reader.peek() == nil else { throw bytes.fault(.syntax(words: "text after the end of the value")) }
        return value
    }

    /// A `flotilla.yaml` may be called otherwise when `--config` names it, so the extension does not matter here.
    static func yaml(_ path: String) throws(InventoryError) -> Value? {
        let survey = try YAMLSurvey(file: path)
        guard survey.byteCount <= ReadingLimits.text else {
            throw InventoryError(.tooLarge(limit: ReadingLimits.text), at: Place(file: path))
        }
        guard let value = try YAMLReader.wholeFile(path) else { return nil }
        if case .absent = value.content { return nil }
        return value
    }
}
