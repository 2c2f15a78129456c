import FlotillaDriver

/// The label keys and values that a fleet has, as far as "did you mean" needs them: bounded, whatever the fleet's size.
/// Of ids only those are kept that come near one of a selector.
public struct LabelIndex: Sendable {
    public static let keyLimit = 256
    public static let valueLimit = 256

    public static let idLimit = 50

    /// Keys with the first ``valueLimit`` values of each; `engine` and `schema` count as keys.
    public private(set) var values: [String: Set<String>] = [:]
    /// What the selector asks of ids, and which of it some target fulfils.
    private let wantedIDs: [Selector.Pattern]
    private(set) var foundIDs: Set<Selector.Pattern> = []
    private(set) var nearIDs: Set<String> = []

    /// - Parameter selector: the one that will be asked for near misses.
    public init(for selector: Selector? = nil) {
        wantedIDs = (selector?.requirements ?? []).flatMap { requirement -> [Selector.Pattern] in
            guard requirement.key == "id", case .isOneOf(let patterns) = requirement.test else { return [] }
            return patterns
        }
    }

    public mutating func add(_ target: Target) {
        addID(target.id.text)
        for (key, value) in target.labels { add(key, value) }
        if let engine = target.engine { add("engine", engine.rawValue) }
        if let schema = target.schema { add("schema", schema) }
    }

    private mutating func addID(_ id: String) {
        for pattern in wantedIDs {
            if pattern.matches(id) {
                foundIDs.insert(pattern)
            } else if nearIDs.count < Self.idLimit, !NearMisses.nearest(to: pattern.text, among: [id]).isEmpty {
                nearIDs.insert(id)
            }
        }
    }

    private mutating func add(_ key: String, _ value: String) {
        guard values[key] != nil || values.count < Self.keyLimit else { return }
        if values[key, default: []].count < Self.valueLimit { values[key, default: []].insert(value) }
    }
}

/// One thing in a selector that no target has, with what comes near.
public enum NearMiss: Sendable, Hashable {
    /// No target has such a label.
    case unknownKey(String, nearest: [String])
    /// Targets have the label, none with this value.
    case unknownValue(key: String, value: String, nearest: [String])
}

extension Selector {
    /// What in this selector matches nothing in the fleet that `labels` was collected from; empty when each part
    /// matches something and only together they do not.
    public func nearMisses(_ labels: LabelIndex) -> [NearMiss] {
        requirements.flatMap { requirement -> [NearMiss] in
            guard requirement.key != "id" else { return idNearMisses(requirement, labels) }
            guard let values = labels.values[requirement.key] else {
                if Self.builtInKeys.contains(requirement.key) || requirement.test == .isMissing { return [] }
                let known = Set(labels.values.keys).union(Self.builtInKeys)
                return [.unknownKey(requirement.key, nearest: NearMisses.nearest(to: requirement.key, among: known))]
            }
            guard case .isOneOf(let patterns) = requirement.test else { return [] }
            return patterns.filter { pattern in !values.contains { pattern.matches($0) } }.map { pattern in
                let nearest = NearMisses.nearest(to: pattern.text, among: values)
                return .unknownValue(key: requirement.key, value: pattern.text, nearest: nearest)
            }
        }
    }

    private func idNearMisses(_ requirement: Requirement, _ labels: LabelIndex) -> [NearMiss] {
        guard case .isOneOf(let patterns) = requirement.test else { return [] }
        return patterns.filter { !labels.foundIDs.contains($0) }.map { pattern in
            let nearest = NearMisses.nearest(to: pattern.text, among: labels.nearIDs)
            return .unknownValue(key: "id", value: pattern.text, nearest: nearest)
        }
    }
}
