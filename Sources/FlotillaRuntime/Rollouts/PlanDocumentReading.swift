import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// Why a file is no plan that can be started.
public enum PlanDocumentError: Error, Sendable, Hashable {
    /// It cannot be read, or is no JSON; or its policy is none.
    case file(InventoryError)
    /// It says that it is something else.
    case otherKind(String)
    /// What should stand there does not, by the name of the member.
    case malformed(String)
    /// Something that decides what is done to whom was changed after the plan was made.
    case digestDiffers
}

extension RolloutPlan {
    /// - Parameter document: what ``document`` gave. Of a failure it keeps cause, code and message.
    public init(document: JSON) throws(PlanDocumentError) {
        let members = try DocumentMembers(document, "the document")
        let kind = try members.text("kind")
        let version = try members.text("apiVersion")
        guard kind == Self.kind, version == Self.apiVersion else { throw .otherKind("\(version) \(kind)") }
        guard let selection = Selection(json: try members.value("selection")) else { throw .malformed("selection") }
        let policy = try Self.policy(try members.value("policy"))
        self.init(
            operation: try Self.operation(try members.value("operation")), argument: try members.text("argument"),
            selection: selection, policyName: try members.text("policyName"), policy: policy,
            revisions: try members.list("revisions", PlannedRevision.init(document:)),
            starts: try members.list("starts", Self.start),
            targets: try members.list("targets", PlannedTarget.init(document:)),
            waveSizes: try members.list("waves") { (wave) throws(PlanDocumentError) in
                try DocumentMembers(wave, "waves").number("targets")
            },
            upToDate: try members.list("upToDate", Self.target),
            exclusions: try members.list("excluded", Exclusion.init(document:)),
            forecast: try Forecast.read(try members.value("forecast")))
        if members.has("variables") {
            guard let variables = SQLVariables(json: try members.value("variables")) else {
                throw .malformed("variables")
            }
            self.variables = variables
        }
        if members.has("repeatables") {
            repeatables = try members.list("repeatables", PlannedRevision.init(document:))
        }
        try checkReferences()
        guard try members.text("digest") == digest else { throw .digestDiffers }
    }

    /// Numbers that stand for something in another list.
    private func checkReferences() throws(PlanDocumentError) {
        guard waveSizes.count == policy.waves.count else { throw .malformed("waves") }
        var counts = Array(repeating: 0, count: waveSizes.count)
        for target in targets {
            guard counts.indices.contains(target.wave), starts.indices.contains(target.start),
                target.window.map(policy.windows.indices.contains) ?? true
            else { throw .malformed("targets") }
            counts[target.wave] += 1
        }
        guard counts == waveSizes else { throw .malformed("waves") }
    }

    private static func policy(_ value: JSON) throws(PlanDocumentError) -> RolloutPolicy {
        do throws(InventoryError) { return try RolloutPolicy(canonicalText: value.text) } catch { throw .file(error) }
    }

    private static func operation(_ value: JSON) throws(PlanDocumentError) -> Operation {
        guard case .object(let members) = value, members.count == 1 else { throw .malformed("operation") }
        switch (members[0].key, members[0].value) {
        case ("upgrade", let goals): return .advance(to: try start(goals))
        case ("downgrade", .string(let revision)): return .downgrade(to: revision)
        default: throw .malformed("operation")
        }
    }

    private static func start(_ value: JSON) throws(PlanDocumentError) -> [RevisionID] {
        guard case .array(let rows) = value else { throw .malformed("starts") }
        var ids: [RevisionID] = []
        for row in rows {
            guard case .string(let text) = row else { throw .malformed("starts") }
            ids.append(RevisionID(text))
        }
        return ids
    }

    private static func target(_ value: JSON) throws(PlanDocumentError) -> TargetID {
        guard case .string(let text) = value else { throw .malformed("upToDate") }
        return TargetID(text)
    }
}

extension PlannedRevision {
    fileprivate init(document: JSON) throws(PlanDocumentError) {
        let members = try DocumentMembers(document, "revisions")
        self.init(
            id: RevisionID(try members.text("id")), digest: try members.text("sha256"),
            textDigest: try members.text("textSha256"))
    }
}

extension PlannedTarget {
    fileprivate init(document: JSON) throws(PlanDocumentError) {
        let members = try DocumentMembers(document, "targets")
        self.init(
            id: TargetID(try members.text("id")), start: try members.number("start"), wave: try members.number("wave"),
            window: members.has("window") ? try members.number("window") : nil)
    }
}

extension Exclusion {
    fileprivate init(document: JSON) throws(PlanDocumentError) {
        let members = try DocumentMembers(document, "excluded")
        let target = TargetID(try members.text("target"))
        switch try members.text("reason") {
        case "failing":
            guard let cause = FailureCause(rawValue: try members.text("cause")) else { throw .malformed("cause") }
            let failure = TargetFailure(
                cause: cause, code: try members.text("code"), message: try members.text("message"))
            self.init(target: target, reason: .failing(failure))
        case "quarantined":
            let quarantine = Quarantine(
                reason: try members.text("why"), owner: try members.text("owner"), until: try members.text("until"))
            self.init(target: target, reason: .quarantined(quarantine))
        case "in no wave": self.init(target: target, reason: .inNoWave)
        default: throw .malformed("excluded")
        }
    }
}

extension Forecast {
    fileprivate static func read(_ value: JSON) throws(PlanDocumentError) -> Forecast? {
        if case .null = value { return nil }
        let members = try DocumentMembers(value, "forecast")
        let waves = try members.list("waveMilliseconds") { (wave) throws(PlanDocumentError) in
            guard case .integer(let number) = wave else { throw .malformed("waveMilliseconds") }
            return Duration.milliseconds(number)
        }
        return Forecast(
            waves: waves, soaking: .milliseconds(try members.number("soakMilliseconds")),
            unknownJobs: try members.number("guessedTargets"))
    }
}

/// The members of one object of a document, asked for by name.
private struct DocumentMembers {
    private let members: [String: JSON]

    init(_ value: JSON, _ name: String) throws(PlanDocumentError) {
        guard case .object(let members) = value else { throw .malformed(name) }
        self.members = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    }

    func has(_ key: String) -> Bool { members[key] != nil }

    func value(_ key: String) throws(PlanDocumentError) -> JSON {
        guard let value = members[key] else { throw .malformed(key) }
        return value
    }

    func text(_ key: String) throws(PlanDocumentError) -> String {
        guard case .string(let text)? = members[key] else { throw .malformed(key) }
        return text
    }

    /// Not less than 0.
    func number(_ key: String) throws(PlanDocumentError) -> Int {
        guard case .integer(let number)? = members[key], number >= 0 else { throw .malformed(key) }
        return number
    }

    func list<Element>(
        _ key: String, _ element: (JSON) throws(PlanDocumentError) -> Element
    ) throws(PlanDocumentError) -> [Element] {
        guard case .array(let values)? = members[key] else { throw .malformed(key) }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for value in values { elements.append(try element(value)) }
        return elements
    }
}
