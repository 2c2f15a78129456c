import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions

/// One line of what the Python of a project says.
enum BridgeAnswer: Sendable, Hashable {
    /// The project is imported.
    case ready
    /// The deputy is logged in, and its server knows it by this number.
    case connected(session: Int?)
    case done
    /// The version table is not as the step expects it; nothing was done.
    case moved([RevisionID])
    /// Somebody else holds the target's lock; nothing was done.
    case locked
    case failed(BridgeComplaint)
    /// The process is gone.
    case ended(ProcessProblem)
    case unintelligible

    init(_ line: String) {
        guard case .object(let members)? = try? JSONDocument.parse(line, name: "Python") else {
            self = .unintelligible
            return
        }
        let fields = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
        if fields["event"] == .string("connected") {
            self = .connected(session: fields["session"]?.number)
            return
        }
        switch fields["answer"]?.words {
        case "ready": self = .ready
        case "done": self = .done
        case "locked": self = .locked
        case "moved": self = .moved(fields["rows"]?.list.compactMap { $0.words.map { RevisionID($0) } } ?? [])
        case "failed": self = .failed(BridgeComplaint(fields))
        default: self = .unintelligible
        }
    }

    /// The process waits for its next request.
    var isRegular: Bool {
        switch self {
        case .ready, .done, .moved, .locked, .failed: true
        case .connected, .ended, .unintelligible: false
        }
    }
}

/// What went wrong in Python.
struct BridgeComplaint: Sendable, Hashable {
    enum Kind: String, Sendable {
        /// The database said no, or its client library did.
        case database
        /// Something cannot be done this way; the message says what to do.
        case refused
        /// The project's own code.
        case python
    }

    var kind: Kind
    /// Of the database.
    var code: String
    var message: String
    /// The connection broke.
    var isLost: Bool
    var place: BridgePlace?

    fileprivate init(_ fields: [String: JSON]) {
        kind = fields["kind"]?.words.flatMap(Kind.init) ?? .python
        code = fields["code"]?.words ?? ""
        message = DriverError.capped(fields["message"]?.words ?? "")
        isLost = fields["lost"] == .boolean(true)
        if let file = fields["file"]?.words, let line = fields["line"]?.number {
            place = BridgePlace(file: file, line: line, text: fields["text"]?.words ?? "")
        }
    }
}

extension JSON {
    fileprivate var words: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var number: Int? { if case .integer(let number) = self { number } else { nil } }
    fileprivate var list: [JSON] { if case .array(let elements) = self { elements } else { [] } }
}
