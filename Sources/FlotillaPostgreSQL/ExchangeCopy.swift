import CLibPQ
import FlotillaDriver
import FlotillaRollout
import Glibc

/// `COPY`: the one statement with which server and client change roles.
///
/// Data goes to the server when the batch has some. Any other wish of the server, which may be a rogue, is refused by
/// making the statement fail.
extension Exchange {
    /// Serves or ends the state that `status` names. Returns the refusal; `nil` when the server got what it asked for.
    mutating func copy(_ status: ExecStatusType, _ unsent: inout [UInt8]?) throws(DriverError) -> DriverError? {
        switch status {
        case PGRES_COPY_IN:
            guard let data = unsent else {
                try endCopy("the batch has no data for this statement")
                return DriverError(refusing: "COPY FROM stdin without data")
            }
            unsent = nil
            try sendCopy(data)
            return nil
        case PGRES_COPY_OUT:
            interrupt(.refused)
            try drainCopy()
            return DriverError(refusing: "COPY TO stdout")
        default: throw abandoned(DriverError(refusing: "copying in both directions"))
        }
    }

    private mutating func sendCopy(_ data: [UInt8]) throws(DriverError) {
        let chunk = 64 << 10
        var start = 0
        while start < data.count, interruption == nil {
            let end = min(start + chunk, data.count)
            let accepted = data[start..<end].withUnsafeBytes {
                PQputCopyData(connection.pointer, $0.assumingMemoryBound(to: CChar.self).baseAddress, Int32($0.count))
            }
            guard accepted == 1 else { break }
            // At once, so that libpq's queue does not become a second copy of the data.
            try flush()
            start = end
        }
        // The server waits for the end of the data, and until then it looks at no request to cancel.
        try endCopy(start < data.count ? "the client stopped" : nil)
    }

    /// With a reason the statement fails on the server.
    private mutating func endCopy(_ reason: String?) throws(DriverError) {
        guard PQputCopyEnd(connection.pointer, reason) == 1 else {
            throw abandoned(DriverError(.connectionLost, message: connection.message))
        }
    }

    /// Reads and forgets what comes until the server has noticed that nobody wants it.
    private mutating func drainCopy() throws(DriverError) {
        while true {
            var line: UnsafeMutablePointer<CChar>?
            let length = PQgetCopyData(connection.pointer, &line, 1)
            PQfreemem(line)
            if length < 0 { return }
            if length == 0 { try read(whenReadyFor: POLLIN) }
        }
    }
}

extension DriverError {
    /// Something that a session does not do.
    init(refusing what: String) { self.init(.unsupported, message: what + " is not supported") }
}
