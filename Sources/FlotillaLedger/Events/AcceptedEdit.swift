import FlotillaDriver
import FlotillaRevisions

/// That somebody knows of an edited revision, and goes on with its file as it is now: an entry of the record. What was
/// accepted once need not be asked again as long as the file's text is the same.
public struct AcceptedEdit: Sendable, Hashable {
    public static let kind = "edit accepted"

    public var revision: RevisionID
    /// SHA-256 of the text of the file that is there now.
    public var textDigest: String

    public init(revision: RevisionID, textDigest: String) {
        self.revision = revision
        self.textDigest = textDigest
    }

    /// `revision 3512b954651e, text 9f86…, applied on 7 targets from another file`
    public func body(targets: Int) -> String {
        "revision \(revision), text \(textDigest), applied on \(targets) targets from another file"
    }

    /// `nil` for other words.
    public init?(body: String) {
        let words = body.split(separator: " ")
        guard words.count > 3, words[0] == "revision", words[2] == "text", words[1].last == ",", words[3].last == ","
        else { return nil }
        self.init(revision: RevisionID(String(words[1].dropLast())), textDigest: String(words[3].dropLast()))
    }
}

extension LedgerStore {
    private static let acceptedSQL = "SELECT DISTINCT body FROM events WHERE kind = ?1"

    func acceptedEdits() throws(DriverError) -> Set<AcceptedEdit> {
        let bodies = try connection.rows(Self.acceptedSQL, .text(AcceptedEdit.kind)) { $0.text(0) ?? "" }
        return Set(bodies.compactMap { AcceptedEdit(body: $0) })
    }
}

extension Ledger {
    /// Reads the whole record: for when there is something to be accepted.
    public func acceptedEdits() throws(LedgerError) -> Set<AcceptedEdit> {
        try ask { (store) throws(DriverError) in try store.acceptedEdits() }
    }
}
