import CLibPQ
import FlotillaDriver

/// Keeps the first few notices of a batch and counts the rest. libpq's own habit is to print them.
final class NoticeLog {
    /// Of one notice, in bytes.
    static let sizeLimit = 1024

    private let limit: Int
    private var kept: [String] = []
    private var keptOfBatch = 0
    /// Notices seen since login.
    private(set) var seen = 0
    /// Why the server ended the session while it had nothing to do.
    private(set) var farewell: (code: String, message: String)?

    init(limit: Int) { self.limit = limit }

    func startBatch() {
        kept = []
        keptOfBatch = 0
    }

    /// What came since the last call.
    func take() -> [String] {
        defer { kept = [] }
        return kept
    }

    /// `connection` must not outlive this log.
    func listen(to connection: OpaquePointer) {
        PQsetNoticeReceiver(
            connection,
            { context, notice in
                guard let context, let notice else { return }
                // Unretained: the connection owns its log and is finished before it.
                Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().receive(notice)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func receive(_ notice: OpaquePointer) {
        seen += 1
        let severity = ServerMessage.field(.severity, of: notice) ?? ""
        if severity == "FATAL" || severity == "PANIC" {
            farewell = (ServerMessage.field(.code, of: notice) ?? "", ServerMessage.text(of: notice))
        }
        guard keptOfBatch < limit else { return }
        keptOfBatch += 1
        kept.append("\(severity): \(ServerMessage.field(.message, of: notice, limit: Self.sizeLimit) ?? "")")
    }
}
