import FlotillaDriver
import FlotillaRevisions

/// Statements on their way into one batch, and for each of them whose it is: when the server says that the seventh
/// failed, this tells which line of which file that was, and what the journal said at that point.
struct Outgoing {
    struct Origin {
        /// `nil` for a statement of our own.
        var place: StatementPlace?
        /// Among the steps of the segment, from 0.
        var step: Int
        /// Of the step, from 1; one more than there are for the change of the version table. 0 where there are no units.
        var unit: Int
        /// What journal and version table say once the transaction of this statement is rolled back.
        var standing: JournalStanding
        /// It makes sure that nobody came between, and does nothing else.
        var isExpectation = false
    }

    private(set) var parts: [Batch.Part] = []
    private(set) var origins: [Origin] = []
    /// Where the texts of revisions stand among all that is sent.
    private(set) var scripts = SentScripts()
    private var byteCount = 0
    /// What is added belongs to this step and unit.
    var step = 0
    var unit = 0
    var standing = JournalStanding(entry: nil, versions: [])

    var isEmpty: Bool { parts.isEmpty }

    mutating func add(own statements: [String], isExpectation: Bool = false) {
        for statement in statements {
            append(.statements(Array(statement.utf8)))
            origins.append(
                Origin(place: nil, step: step, unit: unit, standing: standing, isExpectation: isExpectation))
        }
    }

    mutating func add(
        _ added: [Batch.Part], places: [StatementPlace], piecemeal: Bool = false, firstLine: Int? = nil
    ) {
        for (index, part) in added.enumerated() {
            append(part, joining: !piecemeal)
            let own = added.count == places.count ? [places[index]] : places
            scripts.add(bytes: (byteCount - part.byteCount)..<byteCount, firstLine: firstLine, places: own)
        }
        origins += places.map { Origin(place: $0, step: step, unit: unit, standing: standing) }
    }

    /// The batch as it stands; what is added next begins a new one.
    mutating func take() -> (batch: Batch, origins: [Origin]) {
        defer {
            parts = []
            origins = []
            scripts = SentScripts()
            byteCount = 0
        }
        return (Batch(parts), origins)
    }

    private mutating func append(_ part: Batch.Part, joining: Bool = true) {
        byteCount += part.byteCount
        guard joining, case .statements(let added) = part, case .statements(var text)? = parts.last else {
            parts.append(part)
            return
        }
        // Taken out first, so that the text grows in place.
        parts.removeLast()
        text += Self.separator
        text += added
        byteCount += Self.separator.count
        parts.append(.statements(text))
    }

    /// The line break ends a comment that the script may have left open at its end.
    private static let separator = Array("\n;\n".utf8)
}
