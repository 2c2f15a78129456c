import FlotillaRollout

/// What a gate asks, in a few words.
enum GateWords {
    static func of(_ kind: GateKind) -> String {
        switch kind {
        case .soak(let duration): "soak \(Wording.duration(duration))"
        case .approval(let names): names.isEmpty ? "approval" : "approval by \(Wording.list(names, joining: "or"))"
        case .sql(let gate): gate.place == .targets ? "SQL on targets" : "SQL"
        case .fingerprint(.agree): "fingerprints agree"
        case .http: "HTTP"
        case .command(let words): "command \(words.first ?? "")"
        }
    }
}

/// Whom an approval is asked of: `oncall (mia, omar) or noor`.
enum ApproverWords {
    static func of(_ approvers: Approvers) -> String {
        let names = approvers.names.map { name in
            name.members.map { "\(name.text) (\($0.joined(separator: ", ")))" } ?? name.text
        }
        return names.isEmpty ? "anybody" : Wording.list(names, joining: "or")
    }
}

/// When a window is open: `between 01:00 and 05:00, Europe/Berlin, on Mon and Tue (region=eu)`.
enum WindowWords {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    static func of(_ window: WindowRule) -> String {
        let days = window.days.sorted().map { Self.days[($0 - 1) % 7] }
        return "between \(time(window.opens)) and \(time(window.closes)), \(window.zone)"
            + (days.isEmpty ? "" : ", on \(Wording.list(days))") + (window.select.map { " (\($0))" } ?? "")
    }

    private static func time(_ minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0" : "") + "\(hour)" + (minute < 10 ? ":0" : ":") + "\(minute)"
    }
}
