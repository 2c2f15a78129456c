import FlotillaDriver

/// The label keys and values that a fleet has, as far as "did you mean" needs them: bounded, whatever the fleet's size.
public struct LabelIndex: Sendable {
    public static let keyLimit = 256
    public static let valueLimit = 256

    /// Keys with the first ``valueLimit`` values of each; `engine` and `schema` count as keys, ids are not collected.
    public private(set) var values: [String: Set<String>] = [:]

    public init() {}

    public mutating func add(_ target: Target) {
        for (key, value) in target.labels { add(key, value) }
        if let engine = target.engine { add("engine", engine.rawValue) }
        if let schema = target.schema { add("schema", schema) }
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
            guard requirement.key != "id" else { return [] }
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
}
