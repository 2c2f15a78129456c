/// A refusal or failure, ready to be read by a person: what could not be done, the facts, what to do next.
///
/// Built from typed errors in this folder and nowhere else. All texts are plain; escaping and layout happen here.
struct Complaint: Error, Sendable, Hashable {
    /// A labelled fact: where it happened, the server's words, the state now.
    struct Fact: Sendable, Hashable {
        var label: String
        var text: String

        init(_ label: String, _ text: String) {
            self.label = label
            self.text = text
        }
    }

    var status: ProgramStatus
    /// A sentence without a full stop, beginning with a small letter.
    var headline: String
    var facts: [Fact] = []

    init(_ status: ProgramStatus, _ headline: String, _ facts: [Fact] = []) {
        self.status = status
        self.headline = headline
        self.facts = facts
    }

    func lines(on terminal: Terminal) -> [String] {
        let title = "Error: " + DisplayText.lines(headline).joined(separator: " ")
        let lines = terminal.width.map { DisplayText.wrapped(title, to: $0) } ?? [title]
        return lines.map { Tone.bad.paint($0, on: terminal) } + FactLines.lines(facts, on: terminal)
    }
}

extension Complaint.Fact {
    static func place(_ text: String) -> Self { Self("where", text) }
    static func words(_ text: String) -> Self { Self("said", text) }
    static func state(_ text: String) -> Self { Self("state", text) }
    static func next(_ text: String) -> Self { Self(nextLabel, text) }

    static let nextLabel = "next"

    /// One "did you mean" for one near miss, or a choice; none for none.
    static func suggestion(_ nearMisses: [String]) -> [Self] {
        nearMisses.isEmpty ? [] : [next("did you mean \(Wording.list(nearMisses, joining: "or"))?")]
    }
}

/// Labelled facts below a headline, their texts in one column.
enum FactLines {
    static func lines(_ facts: [Complaint.Fact], on terminal: Terminal) -> [String] {
        let indent = 4 + facts.reduce(5) { max($0, DisplayText.width($1.label)) }
        return facts.flatMap { fact in
            broken(fact, to: terminal.width.map { $0 - indent }).enumerated().map { index, line in
                let label = index == 0 ? "  " + fact.label : ""
                return label + String(repeating: " ", count: indent - DisplayText.width(label)) + line
            }
        }
    }

    private static func broken(_ fact: Complaint.Fact, to width: Int?) -> [String] {
        let lines = DisplayText.lines(fact.text)
        guard let width else { return lines }
        return lines.flatMap { line in
            fact.label == Complaint.Fact.nextLabel
                ? brokenBeforeCommand(line, to: width) : DisplayText.wrapped(line, to: width)
        }
    }

    /// A command is left to the terminal to break, so that it can be copied in one piece.
    private static func brokenBeforeCommand(_ line: String, to width: Int) -> [String] {
        guard let border = line.firstRange(of: ": flotilla ") else { return DisplayText.wrapped(line, to: width) }
        let command = line[border.lowerBound...].dropFirst(2)
        var lines = DisplayText.wrapped(line[..<border.lowerBound] + ":", to: width)
        let last = lines[lines.count - 1] + " " + command
        if DisplayText.width(last) <= width {
            lines[lines.count - 1] = last
        } else {
            lines.append(String(command))
        }
        return lines
    }
}
