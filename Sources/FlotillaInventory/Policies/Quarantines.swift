import FlotillaDriver
import FlotillaRollout

/// Targets that rollouts leave alone: somebody has set them aside, says why, and answers for it.
///
/// ```yaml
/// quarantine:
///   - {target: acme, reason: "restored from a backup, still compared", owner: mia, until: 2026-12-24}
///   - {select: "tier=trial", reason: "to be deleted", owner: ops}
/// ```
///
/// The last day counts. Behind it, by the clocks of UTC, the entry is as if it were not there.
public struct QuarantineRule: Sendable, Hashable {
    public enum Subject: Sendable, Hashable {
        case target(TargetID)
        case selector(String)
    }

    public let subject: Subject
    public let reason: String
    public let owner: String
    /// The last day, as it was written; `nil` without an end.
    public let until: String?
    private let selector: Selector?

    /// - Parameter day: `2026-12-24`.
    public func isOver(on day: String) -> Bool { until.map { $0 < day } ?? false }

    public func matches(_ target: Target) -> Bool {
        switch subject {
        case .target(let id): target.id == id
        case .selector: selector?.matches(target) ?? false
        }
    }
}

/// What `flotilla.yaml` says under `quarantine:`. Reads a file and blocks.
public enum Quarantines {
    static let key = "quarantine"

    public static func load(_ settings: Settings) throws(InventoryError) -> [QuarantineRule] {
        guard let file = settings.file, let whole = try PolicyDocument.yaml(file) else { return [] }
        guard let entries = try Fields(whole, file: file).elements(key) else { return [] }
        var rules: [QuarantineRule] = []
        for entry in entries { rules.append(try QuarantineRule(try Fields(entry, file: file, key: key))) }
        return rules
    }
}

extension QuarantineRule {
    private static let subjects = [
        FileKey("target", .text(.free), "The id of a target."), FileKey("select", .text(.free), "A selector."),
    ]
    private static let reasons = [
        FileKey("reason", .text(.free), "Why.", isRequired: true),
        FileKey("owner", .text(.free), "Who answers for it.", isRequired: true),
        FileKey("until", .text(.pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}")), "The last day, such as 2026-12-24."),
    ]
    static let shape = FileShape.oneOf(subjects, beside: reasons)

    fileprivate init(_ fields: Fields) throws(InventoryError) {
        try fields.check(allowed: Self.subjects.names + Self.reasons.names)
        let target = try fields.text("target")
        let select = try fields.selector("select")
        switch (target, select) {
        case (let target?, nil):
            subject = .target(try TargetRules.id(target.text, at: target.spot.place(in: fields.file)))
            selector = nil
        case (nil, let select?):
            subject = .selector(select)
            selector = try? Selector(parsing: select)
        case (nil, nil), (.some, .some): throw InventoryError(.chooseOne(of: ["target", "select"]), at: fields.place)
        }
        reason = try Self.words("reason", fields)
        owner = try Self.words("owner", fields)
        until = try Self.day(fields)
    }

    private static func words(_ key: String, _ fields: Fields) throws(InventoryError) -> String {
        let written = try fields.required(key)
        guard written.text.contains(where: { !$0.isWhitespace }) else { throw try fields.fault(key, expected: "words") }
        return written.text
    }

    private static func day(_ fields: Fields) throws(InventoryError) -> String? {
        guard let written = try fields.text("until") else { return nil }
        guard DayText.isDay(written.text) else { throw try fields.fault("until", expected: DayText.expected) }
        return written.text
    }
}
