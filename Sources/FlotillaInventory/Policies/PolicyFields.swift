import FlotillaRollout

/// Kinds of values that policies have and other files have not.
extension Fields {
    /// The elements of a list; `nil` when the key is missing. An empty list is one.
    func elements(_ key: String) throws(InventoryError) -> [Value]? {
        guard let value = self[key] else { return nil }
        guard case .list(let elements) = value.content else {
            throw InventoryError(.wrongType(key: key, expected: .list), at: value.spot.place(in: file))
        }
        return elements
    }

    func number(_ key: String, in range: ClosedRange<Int>) throws(InventoryError) -> Int? {
        guard let written = try text(key) else { return nil }
        guard let number = PolicyNumber.parse(written.text, in: range) else {
            throw try fault(key, expected: PolicyNumber.expected(range))
        }
        return number
    }

    /// A number of targets, or a share of them with `%`.
    func amount(_ key: String) throws(InventoryError) -> Amount? {
        guard let written = try text(key) else { return nil }
        guard let amount = AmountText.parse(written.text) else { throw try fault(key, expected: AmountText.expected) }
        return amount
    }

    func choice<Choice: CaseIterable & RawRepresentable<String>>(_ key: String) throws(InventoryError) -> Choice? {
        guard let written = try text(key) else { return nil }
        guard let choice = Choice(rawValue: written.text) else {
            let names = Choice.allCases.map(\.rawValue)
            let others = names.dropLast().joined(separator: ", ")
            throw try fault(key, expected: others + (others.isEmpty ? "" : " or ") + (names.last ?? ""))
        }
        return choice
    }

    /// A selector, as text that is known to be one.
    func selector(_ key: String) throws(InventoryError) -> String? {
        guard let written = try text(key) else { return nil }
        do { _ = try Selector(parsing: written.text) } catch {
            throw InventoryError(
                .policy(.badSelector(text: written.text, error)),
                at: written.spot.advanced(by: error.column - 1).place(in: file))
        }
        return written.text
    }

    /// That the text behind `key` is none of those it may be.
    func fault(_ key: String, expected: String) throws(InventoryError) -> InventoryError {
        let written = try required(key)
        return InventoryError(
            .badValue(key: key, text: written.text, expected: expected), at: written.spot.place(in: file))
    }

    /// Of the value behind `key`, or of the mapping when there is none.
    func spot(of key: String) -> Spot { self[key]?.spot ?? spot }
}

enum PolicyNumber {
    static func expected(_ range: ClosedRange<Int>) -> String {
        "a number from \(range.lowerBound) to \(range.upperBound)"
    }

    /// Digits only: no sign, no blank.
    static func parse(_ text: String, in range: ClosedRange<Int>) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(isDigit), let number = Int(text) else { return nil }
        return range.contains(number) ? number : nil
    }
}

/// Numbers and shares of targets, as people write them: `5`, `10%`, `0.5%`.
enum AmountText {
    static let expected = "a number of targets such as 5, or a share such as 1% or 0.5%"
    static let expectedShare = "a share above 0 and up to 100%, such as 10 or 0.5%, with at most two decimals"
    static let counts = 0...10_000_000

    static func parse(_ text: String) -> Amount? {
        if text.hasSuffix("%") { return share(text).map(Amount.share(basisPoints:)) }
        return PolicyNumber.parse(text, in: counts).map(Amount.count)
    }

    /// Hundredths of a percent; the sign may be missing. Two decimals are kept exactly, more are refused.
    static func share(_ text: String) -> Int? {
        let bare = text.hasSuffix("%") ? text.dropLast() : text[...]
        let parts = bare.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let whole = PolicyNumber.parse(first, in: 0...100), parts.count <= 2 else {
            return nil
        }
        var hundredths = 0
        if parts.count == 2 {
            let padded = parts[1].utf8.count == 1 ? parts[1] + "0" : parts[1]
            guard padded.utf8.count == 2, let parsed = PolicyNumber.parse(padded, in: 0...99) else { return nil }
            hundredths = parsed
        }
        let points = whole * 100 + hundredths
        return points <= 10_000 ? points : nil
    }

    /// The shortest such text of a share.
    static func text(basisPoints: Int) -> String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole)%" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10)%" : "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
    }
}
