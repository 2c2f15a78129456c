/// The form in which the ledger keeps a gate's progress: numbers between blanks, then the words to the end.
///
/// `1 1767225600000000 3 0 1 1767225630000000 latency is 0.4, not below 0.1`: the form's version, opened at, measurements,
/// successes in a row, failures, last measured at (`-` for never), words.
extension GateProgress {
    private static let version = "1"

    public var encoded: String {
        let last = lastMeasuredAt.map { String($0.microseconds) } ?? "-"
        let numbers = [openedAt.microseconds, Int64(measurements), Int64(successesInARow), Int64(failures)]
        return ([Self.version] + numbers.map { String($0) } + [last, lastWords]).joined(separator: " ")
    }

    /// `nil` for text that is none, or of a version that is not known here.
    public init?(encoded: String) {
        let parts = encoded.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: false)
        guard parts.count == 7, parts[0] == Self.version, let opened = Int64(parts[1]),
            let measurements = Int(parts[2]), let successes = Int(parts[3]), let failures = Int(parts[4]),
            measurements >= 0, (0...measurements).contains(successes), (0...measurements).contains(failures)
        else { return nil }
        self.init(openedAt: LedgerTime(microseconds: opened))
        self.measurements = measurements
        successesInARow = successes
        self.failures = failures
        lastWords = String(parts[6])
        if parts[5] == "-" { return }
        guard let last = Int64(parts[5]) else { return nil }
        lastMeasuredAt = LedgerTime(microseconds: last)
    }
}
