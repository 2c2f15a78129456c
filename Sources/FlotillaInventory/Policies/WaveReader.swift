import FlotillaRollout

/// The waves of a policy: `{name: canary, select: ring=canary, count: 5, tolerate: 0, gates: [...]}`.
struct WaveReader {
    static let shape = [
        FileKey("name", .text(.free), "What the wave is called.", isRequired: true),
        FileKey("select", .text(.free), "A selector; without it, whoever no earlier wave has taken."),
        FileKey("count", .text(.number(1...AmountText.counts.upperBound)), "So many targets at most."),
        FileKey("percent", .text(.amount), "This share of the whole fleet at most."),
        FileKey("tolerate", .text(.amount), "Failures that the wave bears."),
        FileKey("gates", .list(GateReader.shape), "What has to hold behind the wave, in this order."),
    ]

    let file: String

    func waves(_ values: [Value], at spot: Spot) throws(InventoryError) -> [WaveRule] {
        guard !values.isEmpty else { throw InventoryError(.missingKey("name"), at: spot.place(in: file)) }
        var waves: [WaveRule] = []
        var names: [String: Place] = [:]
        for value in values {
            let fields = try Fields(value, file: file, key: "waves")
            let wave = try self.wave(fields)
            let place = fields.spot(of: "name").place(in: file)
            // Names that differ only in case are told apart by nobody.
            if let first = names.updateValue(place, forKey: wave.name.lowercased()) {
                throw InventoryError(.policy(.repeatedWave(wave.name, first: first)), at: place)
            }
            if let rest = waves.first(where: \.takesAll) {
                throw InventoryError(.policy(.unreachableWave(wave.name, behind: rest.name)), at: place)
            }
            waves.append(wave)
        }
        return waves
    }

    private func wave(_ fields: Fields) throws(InventoryError) -> WaveRule {
        try fields.check(allowed: Self.shape.names)
        let name = try fields.required("name")
        guard PolicyName.isUsable(name.text) else { throw try fields.fault("name", expected: PolicyName.expected) }
        var wave = WaveRule(name: name.text)
        wave.select = try fields.selector("select")
        wave.size = try size(fields)
        wave.tolerate = try fields.amount("tolerate")
        if let gates = try fields.elements("gates") { wave.gates = try GateReader(file: file).gates(gates) }
        return wave
    }

    private func size(_ fields: Fields) throws(InventoryError) -> Amount? {
        let count = try fields.number("count", in: 1...AmountText.counts.upperBound)
        guard let percent = try fields.text("percent") else { return count.map(Amount.count) }
        guard count == nil else { throw InventoryError(.chooseOne(of: ["count", "percent"]), at: fields.place) }
        guard let points = AmountText.share(percent.text), points > 0 else {
            throw try fields.fault("percent", expected: AmountText.expectedShare)
        }
        return .share(basisPoints: points)
    }
}

extension WaveRule {
    /// Nothing is left for a wave behind this one.
    fileprivate var takesAll: Bool { select == nil && (size == nil || size == .share(basisPoints: 10_000)) }
}
