import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRollout

/// A plan as a file: JSON that a person may read in a review, compare line by line with another one, sign off, and hand to
/// `rollout start`. Every target stands on a line of its own. ``RolloutPlan/init(document:)`` reads it back.
///
/// No secret is in it: targets are ids, and a policy holds references only.
extension RolloutPlan {
    static let apiVersion = "flotilla/v1"
    static let kind = "RolloutPlan"

    public var document: String {
        "{\n"
            + documentMembers.map { "  " + JSON.quoted($0.key) + ": " + Self.laidOut($0.value) }
            .joined(separator: ",\n") + "\n}\n"
    }

    /// Lists of objects and of lists take a line for each element, everything else one line.
    private static func laidOut(_ value: JSON) -> String {
        guard case .array(let elements) = value, elements.contains(where: \.isComposed) else { return value.text }
        return "[\n" + elements.map { "    " + $0.text }.joined(separator: ",\n") + "\n  ]"
    }

    private var documentMembers: [JSON.Member] {
        usualMembers + (variables.values.isEmpty ? [] : [JSON.Member("variables", variables.json)])
            + (repeatables.isEmpty ? [] : [JSON.Member("repeatables", .array(repeatables.map(\.json)))])
    }

    private var usualMembers: [JSON.Member] {
        [
            .init("apiVersion", .string(Self.apiVersion)), .init("kind", .string(Self.kind)),
            .init("digest", .string(digest)), .init("operation", operation.planned ?? .null),
            .init("argument", .string(argument)), .init("selection", selection.json),
            .init("policyName", .string(policyName)), .init("policy", policy.canonicalJSON),
            .init("revisions", .array(revisions.map(\.json))),
            .init("starts", .array(starts.map { .strings($0.map(\.text)) })),
            .init("waves", .array(zip(policy.waves, waveSizes).map(Self.json))),
            .init("targets", .array(targets.map(\.json))),
            .init("upToDate", .strings(upToDate.map(\.text))),
            .init("excluded", .array(exclusions.map(\.json))), .init("edited", .array(edited.map(\.json))),
            .init("forecast", forecast?.json ?? .null),
        ]
    }

    private static func json(_ wave: WaveRule, _ targets: Int) -> JSON {
        .object([.init("name", .string(wave.name)), .init("targets", .integer(targets))])
    }
}

extension JSON {
    fileprivate var isComposed: Bool {
        switch self {
        case .array, .object: true
        case .null, .boolean, .integer, .number, .string: false
        }
    }
}

extension Operation {
    /// `nil` for what no plan is made for.
    fileprivate var planned: JSON? {
        switch self {
        case .advance(let goals): .object([.init("upgrade", .strings(goals.map(\.text)))])
        case .downgrade(let revision): .object([.init("downgrade", .string(revision))])
        case .upgrade, .takeBack, .stamp, .ensureVersion, .current, .preflight, .probe, .resolve, .fingerprint, .adopt:
            nil
        }
    }
}

extension PlannedRevision {
    fileprivate var json: JSON {
        .object([
            .init("id", .string(id.text)), .init("sha256", .string(digest)), .init("textSha256", .string(textDigest)),
        ])
    }
}

extension PlannedTarget {
    fileprivate var json: JSON {
        let rest = window.map { [JSON.Member("window", .integer($0))] } ?? []
        return .object(
            [.init("id", .string(id.text)), .init("wave", .integer(wave)), .init("start", .integer(start))] + rest)
    }
}

extension EditedRevision {
    fileprivate var json: JSON {
        .object([
            .init("revision", .string(revision.text)), .init("targets", .integer(count)),
            .init("examples", .strings(examples.map(\.text))), .init("sameText", .boolean(hasSameText)),
            .init("accepted", .boolean(isAccepted)),
        ])
    }
}

extension Exclusion {
    fileprivate var json: JSON { .object([.init("target", .string(target.text))] + reason.members) }
}

extension Exclusion.Reason {
    fileprivate var members: [JSON.Member] {
        switch self {
        case .failing(let failure):
            [
                .init("reason", .string("failing")), .init("cause", .string(failure.cause.rawValue)),
                .init("code", .string(failure.code)), .init("message", .string(failure.message)),
            ]
        case .quarantined(let quarantine):
            [
                .init("reason", .string("quarantined")), .init("why", .string(quarantine.reason)),
                .init("owner", .string(quarantine.owner)), .init("until", .string(quarantine.until)),
            ]
        case .inNoWave: [.init("reason", .string("in no wave"))]
        }
    }
}

extension Forecast {
    fileprivate var json: JSON {
        .object([
            .init("waveMilliseconds", .array(waves.map { .integer($0.milliseconds) })),
            .init("soakMilliseconds", .integer(soaking.milliseconds)), .init("guessedTargets", .integer(unknownJobs)),
        ])
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
