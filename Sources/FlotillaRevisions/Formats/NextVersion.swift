/// The version that a folder of another tool's goes on with: numbered as its newest file is, or by the clock where that is.
struct NextVersion {
    let format: RevisionFormat
    let moment: WrittenMoment

    /// As a file's name has it.
    ///
    /// - Parameter newest: the name of the newest file; `nil` for the first.
    func text(after newest: Substring?) -> String {
        switch format {
        case .flyway:
            let stem = newest?.dropFirst() ?? ""
            let version = stem.firstRange(of: "__").map { stem[..<$0.lowerBound] } ?? stem.dropLast(".sql".count)
            guard let last = version.lastIndex(where: { !$0.isNumber }) else {
                return version.isEmpty ? "1" : number(after: version)
            }
            return String(version[...last]) + Self.successor(of: version[version.index(after: last)...])
        case .flotilla, .golangMigrate, .goose, .dbmate:
            return newest?.leadingDigits.map { number(after: $0.digits) } ?? timestamp
        }
    }

    private func number(after digits: Substring) -> String {
        let stamped: String? =
            if ["19", "20"].contains(digits.prefix(2)), [8, 12, 14].contains(digits.count) {
                String(timestamp.prefix(digits.count))
            } else if digits.count == 10, digits.first == "1" {
                String(moment.secondsSince1970)
            } else {
                nil
            }
        // A clock may be behind the one that the newest file was named by.
        guard let stamped, stamped > digits else { return Self.successor(of: digits) }
        return stamped
    }

    private var timestamp: String {
        String(moment.year)
            + [moment.month, moment.day, moment.hour, moment.minute, moment.second]
            .map { WrittenMoment.padded($0, 2) }.joined()
    }

    /// Of as many digits, unless it needs one more.
    private static func successor(of digits: Substring) -> String {
        var result: [Character] = []
        var carry = true
        for digit in digits.reversed() {
            let value = (digit.wholeNumberValue ?? 0) + (carry ? 1 : 0)
            carry = value == 10
            result.append(Character(String(value % 10)))
        }
        if carry { result.append("1") }
        return String(result.reversed())
    }
}
