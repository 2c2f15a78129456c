import CLibPQ
import FlotillaDriver
import FlotillaRollout
import Glibc

/// One libpq connection, open until the last reference goes. Never blocks, not even to say goodbye.
final class Connection {
    let pointer: OpaquePointer
    let notices: NoticeLog
    private var intake = Intake()

    /// Takes `pointer` over.
    init(_ pointer: OpaquePointer, noticeLimit: Int) {
        self.pointer = pointer
        notices = NoticeLog(limit: noticeLimit)
        notices.listen(to: pointer)
        PQsetnonblocking(pointer, 1)
    }

    /// In non-blocking mode the farewell to the server is dropped when it does not fit into the socket's buffer.
    deinit { PQfinish(pointer) }

    var socket: Int32 { PQsocket(pointer) }

    var isOpen: Bool { PQstatus(pointer) == CONNECTION_OK }

    var transactionState: TransactionState {
        switch PQtransactionStatus(pointer) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_INTRANS: .open
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    /// libpq's last words about this connection.
    var message: String { ServerMessage.firstLine(PQerrorMessage(pointer)) }

    func parameter(_ name: String) -> String? { PQparameterStatus(pointer, name).map { String(cString: $0) } }

    /// Reads what has arrived. When the connection turns out to be broken, the next result says so.
    ///
    /// libpq holds a message in memory until all of it is there, a row or an error text of a gigabyte too; hence the
    /// limit.
    func read() throws(DriverError) {
        PQconsumeInput(pointer)
        let seen = notices.seen
        if PQisBusy(pointer) == 0 || notices.seen != seen { return intake.reset() }
        guard intake.isWithinLimit(socket) else {
            throw DriverError(
                .unsupported, message: "one answer of the server is larger than \(Intake.limit >> 20) MiB",
                effectIsUnknown: true)
        }
    }

    /// Throws when the server has ended the session since it last had something to do.
    ///
    /// Asked before something is sent, so that what was never sent is not said to be in doubt. The server's last words may
    /// arrive a while before the end of the stream does; they are enough.
    func checkStillThere() throws(DriverError) {
        while isOpen, notices.farewell == nil, Waiting.isReadable(socket) {
            PQconsumeInput(pointer)
            // Has libpq look at what arrived: the reason comes as a notice when nothing was asked.
            _ = PQisBusy(pointer)
        }
        let farewell = notices.farewell
        guard !isOpen || farewell != nil else { return }
        throw DriverError(.connectionLost, code: farewell?.code ?? "", message: farewell?.message ?? message)
    }
}
