/// How a rollout's state and shape are written down: words that a person can read in the ledger's tables.
extension RolloutState {
    /// `advancing wave 1`, `paused at gate 0 1 because gate failed 0 1`, …
    public var text: String {
        switch self {
        case .advancing(let wave): "advancing wave \(wave)"
        case .gating(let wave, let gate): "gating gate \(wave) \(gate)"
        case .sweeping(let wave): "sweeping sweep \(wave)"
        case .retrying(let hold, let resumes): "retrying \(resumes ? "and resuming " : "")\(hold.text)"
        case .pausing(let hold): "pausing \(hold.text)"
        case .paused(let hold): "paused \(hold.text)"
        case .aborting(let takesBack): takesBack ? "aborting and taking back" : "aborting"
        case .completed: "completed"
        case .aborted: "aborted"
        }
    }

    /// `nil` when the text is none of those.
    public init?(text: String) {
        var words = text.split(separator: " ")[...]
        guard let first = words.popFirst(), let phase = RolloutPhase(rawValue: String(first)) else { return nil }
        switch phase {
        case .advancing:
            guard case .wave(let wave)? = Hold.Course(&words) else { return nil }
            self = .advancing(wave: wave)
        case .gating:
            guard case .gate(let wave, let gate)? = Hold.Course(&words) else { return nil }
            self = .gating(wave: wave, gate: gate)
        case .sweeping:
            guard case .sweep(let wave)? = Hold.Course(&words) else { return nil }
            self = .sweeping(wave: wave)
        case .retrying:
            let resumes = words.take("and", "resuming")
            guard let hold = Hold(&words) else { return nil }
            self = .retrying(hold, resumes: resumes)
        case .pausing, .paused:
            guard let hold = Hold(&words) else { return nil }
            self = phase == .pausing ? .pausing(hold) : .paused(hold)
        case .aborting: self = .aborting(takesBack: words.take("and", "taking", "back"))
        case .completed: self = .completed
        case .aborted: self = .aborted
        }
        guard words.isEmpty else { return nil }
    }
}

extension Hold {
    fileprivate var text: String { "at \(course.text) because \(cause.text)" }

    fileprivate init?(_ words: inout ArraySlice<Substring>) {
        guard words.take("at"), let course = Course(&words), words.take("because"), let cause = Cause(&words) else {
            return nil
        }
        self.init(course, cause)
    }
}

extension Hold.Course {
    fileprivate var text: String {
        switch self {
        case .wave(let wave): "wave \(wave)"
        case .gate(let wave, let gate): "gate \(wave) \(gate)"
        case .sweep(let wave): "sweep \(wave)"
        case .completed: "completed"
        case .aborted: "aborted"
        }
    }

    fileprivate init?(_ words: inout ArraySlice<Substring>) {
        switch words.popFirst() {
        case "wave":
            guard let wave = words.number() else { return nil }
            self = .wave(wave)
        case "gate":
            guard let wave = words.number(), let gate = words.number() else { return nil }
            self = .gate(wave: wave, gate: gate)
        case "sweep":
            guard let wave = words.number() else { return nil }
            self = .sweep(wave: wave)
        case "completed": self = .completed
        case "aborted": self = .aborted
        default: return nil
        }
    }
}

extension Hold.Cause {
    fileprivate var text: String {
        switch self {
        case .request: "request"
        case .budget(nil): "budget"
        case .budget(let wave?): "budget of \(wave)"
        case .gateFailed(let wave, let gate): "gate failed \(wave) \(gate)"
        case .gateInconclusive(let wave, let gate): "gate inconclusive \(wave) \(gate)"
        case .reopening: "reopening"
        }
    }

    fileprivate init?(_ words: inout ArraySlice<Substring>) {
        switch words.popFirst() {
        case "request": self = .request
        case "reopening": self = .reopening
        case "budget":
            guard words.take("of") else {
                self = .budget(wave: nil)
                return
            }
            guard let wave = words.number() else { return nil }
            self = .budget(wave: wave)
        case "gate":
            let verdict = words.popFirst()
            guard let wave = words.number(), let gate = words.number() else { return nil }
            switch verdict {
            case "failed": self = .gateFailed(wave: wave, gate: gate)
            case "inconclusive": self = .gateInconclusive(wave: wave, gate: gate)
            default: return nil
            }
        default: return nil
        }
    }
}

extension RolloutShape {
    /// `budget=3 mode=strict then=pause total=32 server=16 pause=0 ramp=1,4,16 waves=5:1:0,30:0:3 sweeps=5`: of each wave
    /// jobs, gates and budget, of the pause microseconds; nothing of sweeps where there are none.
    public var text: String {
        let ramp = pace.ramp.map(String.init).joined(separator: ",")
        let parts = waves.map { "\($0.jobs):\($0.gates):\($0.budget)" }.joined(separator: ",")
        return "budget=\(budget) mode=\(mode.rawValue) then=\(reaction.rawValue) total=\(pace.total) "
            + "server=\(pace.perServer) pause=\(pace.pause.microseconds) ramp=\(ramp) waves=\(parts)"
            + (sweeps > 0 ? " sweeps=\(sweeps)" : "")
    }

    /// `nil` when the text is none of those.
    public init?(text: String) {
        var fields: [Substring: Substring] = [:]
        for part in text.split(separator: " ") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { return nil }
            fields[halves[0]] = halves[1]
        }
        guard let budget = fields["budget"].flatMap({ Int($0) }),
            let mode = fields["mode"].flatMap({ FailurePolicy.Mode(rawValue: String($0)) }),
            let reaction = fields["then"].flatMap({ FailurePolicy.Reaction(rawValue: String($0)) }),
            let total = fields["total"].flatMap({ Int($0) }), let server = fields["server"].flatMap({ Int($0) }),
            let pause = fields["pause"].flatMap({ Int64($0) })
        else { return nil }
        let ramp = (fields["ramp"] ?? "").split(separator: ",").compactMap { Int($0) }
        let waves = (fields["waves"] ?? "").split(separator: ",").compactMap(Wave.init)
        guard !waves.isEmpty else { return nil }
        self.init(
            waves: waves, budget: budget, mode: mode, reaction: reaction,
            pace: Pace(total: total, perServer: server, ramp: ramp, pause: .microseconds(pause)),
            sweeps: fields["sweeps"].flatMap { Int($0) } ?? 0)
    }
}

extension RolloutShape.Wave {
    fileprivate init?(_ text: Substring) {
        let numbers = text.split(separator: ":").compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        self.init(jobs: numbers[0], gates: numbers[1], budget: numbers[2])
    }
}

extension ArraySlice<Substring> {
    /// Whether these words come next; then they are taken.
    fileprivate mutating func take(_ words: Substring...) -> Bool {
        guard starts(with: words) else { return false }
        removeFirst(words.count)
        return true
    }

    fileprivate mutating func number() -> Int? { popFirst().flatMap { Int($0) } }
}
