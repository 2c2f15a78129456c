import FlotillaRollout

/// A rollout policy as people write it, to its value. Every mistake is told with its place.
///
/// ```yaml
/// waves: [{name: canary, select: ring=canary, count: 5}, {name: early, percent: 10}, {name: rest}]
/// order: longest-first                          # or id, or {label: tier}
/// concurrency: {total: 64, per_server: 8, ramp: [1, 4, 16]}
/// pause: 5s                                     # from one target's beginning to the next
/// failures: {tolerate: 1%, mode: strict, retries: 3, then: pause}
/// gates: [{soak: 10m}, {approval: {by: [oncall]}}]
/// windows: [{select: region=eu, days: [mon-thu], between: "01:00-05:00", zone: Europe/Berlin}]
/// groups: {oncall: [mia, omar]}                 # beside those of flotilla.yaml
/// latecomers: sweep                             # or name
/// ```
///
/// Nothing is required; what is missing has the defaults of ``RolloutPolicy``.
struct PolicyReader {
    static let shape = [
        FileKey("waves", .list(.mapping(WaveReader.shape)), "Portions of the fleet, in this order."),
        FileKey(
            "order", .either([.text(.choice(["id", "longest-first"])), .mapping(ordering)]),
            "Who begins first in a wave."),
        FileKey("concurrency", .mapping(limits), "How much at once."),
        FileKey("pause", .text(.duration()), "From one target's beginning to the next."),
        FileKey("failures", .mapping(budget), "What happens when targets fail."),
        FileKey("gates", .list(GateReader.shape), "What has to hold behind each wave, in this order."),
        FileKey("windows", .list(.mapping(WindowReader.shape)), "When targets may begin."),
        FileKey(
            "latecomers", .text(.choice(LatecomerRule.allCases.map(\.rawValue))),
            "What happens to targets that join meanwhile."),
        FileKey(GroupReader.key, GroupReader.shape, "People who may approve, by the name of their group."),
    ]
    private static let ordering = [FileKey("label", .text(.free), "By this label.", isRequired: true)]
    private static let limits = [
        FileKey("total", .text(.number(concurrency)), "Targets under way at once, over all workers."),
        FileKey("per_server", .text(.number(concurrency)), "Targets under way at once on one server."),
        FileKey("ramp", .words(.number(concurrency)), "How many at first in a wave: 1, then 4, then 16."),
    ]
    private static let budget = [
        FileKey("tolerate", .text(.amount), "Failures that a wave, and the whole, bears."),
        FileKey("mode", .text(.choice(FailurePolicy.Mode.allCases.map(\.rawValue))), "How exactly the budget is kept."),
        FileKey("retries", .text(.number(0...100)), "How often to try again what may pass by itself."),
        FileKey(
            "then", .text(.choice(FailurePolicy.Reaction.allCases.map(\.rawValue))), "What happens beyond the budget."),
    ]

    /// As errors name it.
    let file: String
    /// Those of the project, for names that the policy does not explain itself.
    var groups: [String: [String]] = [:]

    /// - Parameter key: what the policy stands behind, for the message; empty for a whole file.
    func policy(_ value: Value, key: String) throws(InventoryError) -> RolloutPolicy {
        var policy = RolloutPolicy()
        // A name with nothing behind it is a policy that says nothing.
        if case .absent = value.content { return policy }
        let fields = try Fields(value, file: file, key: key)
        try fields.check(allowed: Self.shape.names)
        if let waves = try fields.elements("waves") {
            policy.waves = try WaveReader(file: file).waves(waves, at: fields.spot(of: "waves"))
        }
        if let order = fields["order"] { policy.order = try self.order(order, fields) }
        policy.pace = try pace(fields)
        policy.failures = try failures(fields)
        if let gates = try fields.elements("gates") { policy.gates = try GateReader(file: file).gates(gates) }
        if let windows = try fields.elements("windows") {
            policy.windows = try WindowReader(file: file).windows(windows)
        }
        policy.groups = try groups(fields, policy.approvingNames)
        if let latecomers: LatecomerRule = try fields.choice("latecomers") { policy.latecomers = latecomers }
        return policy
    }

    /// Only those that a gate asks: other people are no part of the policy.
    private func groups(_ fields: Fields, _ names: Set<String>) throws(InventoryError) -> [String: [String]] {
        let own = try fields[GroupReader.key].map { value throws(InventoryError) in
            try GroupReader(file: file).groups(value)
        }
        return groups.merging(own ?? [:]) { $1 }.filter { names.contains($0.key) }
    }

    private func order(_ value: Value, _ fields: Fields) throws(InventoryError) -> TargetOrder {
        if case .mapping = value.content {
            let order = try Fields(value, file: file, key: "order")
            try order.check(allowed: Self.ordering.names)
            let label = try order.required("label")
            guard TargetRules.isLabelKey(label.text) else {
                throw InventoryError(.badLabelKey(label.text, .malformed), at: label.spot.place(in: file))
            }
            return .label(label.text)
        }
        switch try fields.required("order").text {
        case "id": return .id
        case "longest-first": return .longestFirst
        default: throw try fields.fault("order", expected: "id, longest-first or {label: NAME}")
        }
    }

    private func pace(_ fields: Fields) throws(InventoryError) -> Pace {
        var pace = Pace()
        if let pause = try fields.duration("pause") { pace.pause = pause }
        guard let value = fields["concurrency"] else { return pace }
        let limits = try Fields(value, file: file, key: "concurrency")
        try limits.check(allowed: Self.limits.names)
        if let total = try limits.number("total", in: Self.concurrency) { pace.total = total }
        if let perServer = try limits.number("per_server", in: Self.concurrency) { pace.perServer = perServer }
        for stage in try limits.words("ramp") {
            guard let count = PolicyNumber.parse(stage.text, in: Self.concurrency) else {
                throw InventoryError(
                    .badValue(
                        key: "concurrency.ramp", text: stage.text, expected: PolicyNumber.expected(Self.concurrency)),
                    at: stage.spot.place(in: file))
            }
            pace.ramp.append(count)
        }
        return pace
    }

    private func failures(_ fields: Fields) throws(InventoryError) -> FailurePolicy {
        var policy = FailurePolicy()
        guard let value = fields["failures"] else { return policy }
        let failures = try Fields(value, file: file, key: "failures")
        try failures.check(allowed: Self.budget.names)
        if let amount = try failures.amount("tolerate") { policy.tolerate = amount }
        if let mode: FailurePolicy.Mode = try failures.choice("mode") { policy.mode = mode }
        if let retries = try failures.number("retries", in: 0...100) { policy.retries = retries }
        if let reaction: FailurePolicy.Reaction = try failures.choice("then") { policy.then = reaction }
        return policy
    }

    private static let concurrency = 1...10_000
}
