import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// One value of one row, before it is known in which format it is shown.
enum Field: Sendable, Hashable {
    case none
    case text(String)
    /// A state in words for people, and under a name that stays the same for programs.
    case state(String, name: String, Tone)
    case number(Int)
    case share(Int, of: Int)
    /// A glyph and a word for people, a boolean for programs.
    case answer(Bool, yes: String, no: String)
    case duration(Duration)
    case moment(secondsSinceEpoch: Int)
    /// The same, to the microsecond for programs.
    case instant(LedgerTime)
    case outcome(Outcome)
    case texts([String])
    /// Texts with blanks of their own: where a row has several, each has a row in CSV.
    case lines([String])
    /// Only for programs that read JSON.
    case documents([JSON])
    /// Rows of a version table; none of them means `base`.
    case version([RevisionID])
    /// The same; people see `(head)` behind it.
    case head([RevisionID])
    case labels([Label])

    struct Label: Sendable, Hashable {
        var key: String
        var value: String
    }

    /// For eyes: `-` stands for what there is not.
    func cell(_ ornaments: Ornaments) -> Table.Cell {
        switch self {
        case .none: Table.Cell(text: "-", tone: .faint)
        case .text(let text): Table.Cell(text: DisplayText.escaped(text))
        case .state(let text, _, let tone): Table.Cell(text: DisplayText.escaped(text), tone: tone)
        case .number(let number): Table.Cell(text: Wording.count(number))
        case .share(let part, let whole): Table.Cell(text: "\(Self.percent(part, of: whole))%")
        case .answer(let isYes, let yes, let no):
            Table.Cell(text: ornaments.mark(isYes) + " " + (isYes ? yes : no), tone: isYes ? .good : .bad)
        case .duration(let duration): Table.Cell(text: Wording.duration(duration))
        case .moment(let seconds): Table.Cell(text: Wording.moment(secondsSinceEpoch: seconds))
        case .instant(let time): Table.Cell(text: Wording.moment(secondsSinceEpoch: time.wholeSeconds))
        case .outcome(let outcome):
            Table.Cell(text: ornaments.glyph(outcome) + " " + outcome.rawValue, tone: outcome.tone)
        case .texts(let texts): texts.isEmpty ? Field.none.cell(ornaments) : Table.Cell(text: escaped(texts))
        case .lines(let lines):
            lines.isEmpty ? Field.none.cell(ornaments) : Table.Cell(text: DisplayText.escaped(plain))
        case .documents: Field.none.cell(ornaments)
        case .version(let rows): Table.Cell(text: DisplayText.escaped(VersionText.of(rows)))
        case .head(let rows): Table.Cell(text: DisplayText.escaped(VersionText.of(rows, isHead: true)))
        case .labels(let labels): labels.isEmpty ? Field.none.cell(ornaments) : Table.Cell(text: escaped(pairs(labels)))
        }
    }

    /// For spreadsheets and scripts that split lines: what is missing is empty, numbers are bare.
    var plain: String {
        switch self {
        case .none: ""
        case .text(let text), .state(_, let text, _): text
        case .number(let number): String(number)
        case .share(let part, let whole): "\(Self.fraction(part, of: whole))"
        case .answer(let isYes, _, _): isYes ? "true" : "false"
        case .duration(let duration): "\(duration.inSecondsRounded)"
        case .moment(let seconds): Wording.moment(secondsSinceEpoch: seconds)
        case .instant(let time): Wording.timestamp(microsecondsSinceEpoch: time.microseconds)
        case .outcome(let outcome): outcome.rawValue
        case .texts(let texts): texts.joined(separator: " ")
        case .lines(let lines): lines.joined(separator: "; ")
        case .documents: ""
        case .version(let rows), .head(let rows):
            rows.isEmpty ? VersionText.base : rows.map(\.text).joined(separator: " ")
        case .labels(let labels): pairs(labels).joined(separator: " ")
        }
    }

    var json: JSON {
        switch self {
        case .none: .null
        case .text(let text), .state(_, let text, _): .string(text)
        case .number(let number): .integer(number)
        case .share(let part, let whole): .number(Self.fraction(part, of: whole))
        case .answer(let isYes, _, _): .boolean(isYes)
        case .duration(let duration): .number(duration.inSecondsRounded)
        case .moment(let seconds): .string(Wording.timestamp(secondsSinceEpoch: seconds))
        case .instant(let time): .string(Wording.timestamp(microsecondsSinceEpoch: time.microseconds))
        case .outcome(let outcome): .string(outcome.rawValue)
        case .texts(let texts), .lines(let texts): .strings(texts)
        case .documents(let documents): .array(documents)
        case .version(let rows), .head(let rows): .strings(rows.map(\.text))
        case .labels(let labels): .object(labels.map { JSON.Member($0.key, .string($0.value)) })
        }
    }

    /// To one place behind the point; all and nothing only where it is so.
    private static func percent(_ part: Int, of whole: Int) -> Double {
        guard part < whole else { return 100 }
        guard part > 0 else { return 0 }
        return min(99.9, max(0.1, (fraction(part, of: whole) * 1000).rounded() / 10))
    }

    private static func fraction(_ part: Int, of whole: Int) -> Double {
        whole == 0 ? 0 : (Double(part) / Double(whole) * 1e6).rounded() / 1e6
    }

    private func escaped(_ texts: [String]) -> String { DisplayText.escaped(texts.joined(separator: " ")) }

    private func pairs(_ labels: [Label]) -> [String] { labels.map { "\($0.key)=\($0.value)" } }
}

extension LedgerTime {
    /// Cut, not rounded.
    var wholeSeconds: Int { Int((microseconds - (microseconds % 1_000_000 + 1_000_000) % 1_000_000) / 1_000_000) }
}
