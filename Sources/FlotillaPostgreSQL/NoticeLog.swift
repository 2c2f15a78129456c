import CLibPQ
import FlotillaDriver

/// Keeps the first few notices of a batch and drops the rest. libpq's own habit is to print them.
///
/// They belong to a batch, not to a statement: libpq hands a notice out before the result that preceded it.
final class NoticeLog {
    /// Of one notice, in bytes.
    static let sizeLimit = 1024

    private let limit: Int
    private(set) var kept: [String] = []
    /// Notices seen since login.
    private(set) var seen = 0
    /// Why the server ended the session while it had nothing to do.
    private(set) var farewell: (code: String, message: String)?

    init(limit: Int) { self.limit = limit }

    func startBatch() { kept = [] }

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
        guard kept.count < limit else { return }
        kept.append("\(severity): \(ServerMessage.field(.message, of: notice, limit: Self.sizeLimit) ?? "")")
    }
}
