import CLibPQ
import FlotillaDriver
import FlotillaRollout
import Glibc

/// TCP, TLS and login at one address, as libpq's manual prescribes for `PQconnectPoll`.
struct Login {
    private let parameters: LoginParameters
    private let deadline: Deadline
    private let stop: StopSignal
    private let connection: Connection

    init(
        _ parameters: LoginParameters, deadline: Deadline, stop: StopSignal, noticeLimit: Int
    ) throws(DriverError) {
        self.parameters = parameters
        self.deadline = deadline
        self.stop = stop
        OpenSSL.useOwnContext()
        guard let pointer = parameters.start() else { throw DriverError(.other, message: "out of memory") }
        connection = Connection(pointer, noticeLimit: noticeLimit)
        // During login this is the only way to the SQLSTATE: it becomes part of the message.
        PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
    }

    func complete() throws(DriverError) -> Connection {
        var next = PGRES_POLLING_WRITING
        var phase = PQstatus(connection.pointer)
        while next == PGRES_POLLING_WRITING || next == PGRES_POLLING_READING {
            guard phase != CONNECTION_BAD else { break }
            try wait(for: next == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            phase = PQstatus(connection.pointer)
            next = PQconnectPoll(connection.pointer)
        }
        guard next == PGRES_POLLING_OK else { throw LoginFailure(connection, phase, parameters).error }
        // The parts of a message are read one by one from here on; a copy of all of them would only cost memory.
        PQsetErrorVerbosity(connection.pointer, PQERRORS_SQLSTATE)
        return connection
    }

    private func wait(for events: Int32) throws(DriverError) {
        switch Waiting.wait(for: connection.socket, events: events, until: deadline, stop: stop) {
        case .ready: return
        case .stopped: throw DriverError(.cancelled, message: "stopped before the login was complete")
        case .expired: throw DriverError(.unreachable, message: "the login at \(place) took too long")
        }
    }

    private var place: String {
        "\(String(cString: PQhost(connection.pointer))), port \(String(cString: PQport(connection.pointer)))"
    }
}

/// What a failed login was about. libpq has no field for it, so its own state is read, never its sentences.
struct LoginFailure {
    let error: DriverError

    /// `phase` is the state that libpq was in before it gave up.
    init(_ connection: Connection, _ phase: ConnStatusType, _ parameters: LoginParameters) {
        let words = String(cString: PQerrorMessage(connection.pointer))
        if let answer = Self.serverAnswer(in: words) {
            error = DriverError(SQLState.cause(answer.code, .login), code: answer.code, message: answer.message)
        } else {
            // Where TLS fails, what was asked of it is half of the explanation.
            let asked = phase == CONNECTION_SSL_STARTUP ? " (\(parameters.transportSecurity))" : ""
            error = DriverError(
                Self.cause(connection, phase, parameters), message: ServerMessage.firstLine(words) + asked)
        }
    }

    private static func cause(
        _ connection: Connection, _ phase: ConnStatusType, _ parameters: LoginParameters
    ) -> FailureCause {
        let pointer = connection.pointer
        // libpq closes its socket only when the other side broke the connection; else it refused by itself.
        let refusedByUs = PQsocket(pointer) >= 0
        if PQconnectionNeedsPassword(pointer) == 1 { return .authentication }
        // Servers introduce themselves after the login: it was good, only `target_session_attrs` was not met.
        if connection.parameter("server_version") != nil { return refusedByUs ? .readOnly : .unreachable }
        guard refusedByUs, phase == CONNECTION_AWAITING_RESPONSE else { return .unreachable }
        let isAboutLogin = PQconnectionUsedPassword(pointer) == 1 || parameters.requiresChannelBinding
        return isAboutLogin ? .authentication : .unreachable
    }

    /// Finds what libpq's verbose form starts with: severity, colon, two blanks, SQLSTATE, colon, blank, message.
    static func serverAnswer(in words: String) -> (code: String, message: String)? {
        let bytes = Array(words.utf8)
        let marker = Array(":  ".utf8)
        for start in bytes.indices.dropLast(marker.count + 7) where bytes[start...].starts(with: marker) {
            let code = bytes[(start + 3)..<(start + 8)]
            guard code.allSatisfy(isCodeByte), bytes[start + 8] == UInt8(ascii: ":") else { continue }
            let message = bytes[(start + 9)...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
            return (String(decoding: code, as: UTF8.self), String(decoding: message, as: UTF8.self))
        }
        return nil
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
