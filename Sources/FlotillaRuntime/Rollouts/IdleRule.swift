import FlotillaDriver
import FlotillaInventory
import FlotillaRollout

/// A wave, a window or an entry of the quarantine that is for no target of the fleet.
///
/// Nearly always a word in it is mistyped, and it fails open: the canaries and what was asked behind them are passed over,
/// the window does not hold, or the target that was to be left alone is not.
public struct IdleRule: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case wave(String)
        case window
        case quarantine(owner: String)
    }

    public var kind: Kind
    public var subject: QuarantineRule.Subject
    /// What in it no target has.
    public var nearMisses: [NearMiss]

    public init(_ kind: Kind, _ subject: QuarantineRule.Subject, nearMisses: [NearMiss]) {
        self.kind = kind
        self.subject = subject
        self.nearMisses = nearMisses
    }
}

/// Goes through targets until each rule has met one that it is for.
public struct IdleRuleSearch {
    private struct Sought {
        var kind: IdleRule.Kind
        var subject: QuarantineRule.Subject
        var selector: Selector?
        var labels: LabelIndex
        var matches: (Target) -> Bool
    }

    private var sought: [Sought] = []

    /// - Parameter policy: `nil` when its rules have been looked at before. A text that is no selector is for others to tell.
    public init(_ policy: RolloutPolicy?, _ quarantine: QuarantineList) {
        for wave in policy?.waves ?? [] { seek(.wave(wave.name), wave.select) }
        for window in policy?.windows ?? [] { seek(.window, window.select) }
        for rule in quarantine.rules {
            let selector =
                switch rule.subject {
                case .selector(let text): try? Selector(parsing: text)
                case .target(let id): try? Selector(parsing: "id=\(id.text)")
                }
            sought.append(
                Sought(
                    kind: .quarantine(owner: rule.owner), subject: rule.subject, selector: selector,
                    labels: LabelIndex(for: selector), matches: { rule.matches($0) }))
        }
    }

    private mutating func seek(_ kind: IdleRule.Kind, _ text: String?) {
        guard let text, let selector = try? Selector(parsing: text) else { return }
        sought.append(
            Sought(
                kind: kind, subject: .selector(text), selector: selector, labels: LabelIndex(for: selector),
                matches: { selector.matches($0) }))
    }

    public var isOver: Bool { sought.isEmpty }

    public mutating func add(_ target: Target) {
        sought.removeAll { $0.matches(target) }
        for index in sought.indices { sought[index].labels.add(target) }
    }

    /// In the order of the policy, the quarantine last.
    public var found: [IdleRule] {
        sought.map { IdleRule($0.kind, $0.subject, nearMisses: $0.selector?.nearMisses($0.labels) ?? []) }
    }
}
