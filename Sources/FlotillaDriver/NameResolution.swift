import FlotillaRollout
import Glibc
import Synchronization

/// Host names to addresses, within a deadline.
///
/// `getaddrinfo` has no deadline of its own and libpq's `connect_timeout` does not bound it, so each look-up runs on a
/// thread that is left behind when it hangs. Addresses and socket folders need no look-up and no thread.
public enum NameResolution {
    /// The addresses of `host` in numeric form, in the resolver's order; never empty.
    public static func addresses(
        of host: String, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> [String] {
        if isNumeric(host) { return [host] }
        let lookUp = LookUp(host: host)
        lookUp.start()
        var waiting = [
            pollfd(fd: lookUp.done.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while !lookUp.done.isRaised {
            if stop.isRaised { throw DriverError(.cancelled, message: "stopped while resolving the host name") }
            if deadline.hasPassed {
                throw DriverError(.unreachable, message: "resolving the host name \"\(host)\" took too long")
            }
            poll(&waiting, 2, deadline.pollMilliseconds)
        }
        switch lookUp.answer {
        case .success(let addresses): return addresses
        case .failure(let error): throw error
        }
    }

    static func isNumeric(_ host: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return true }
        let address = host.split(separator: "%", maxSplits: 1).first.map(String.init) ?? host
        return inet_pton(AF_INET6, address, &six) == 1
    }
}

private final class LookUp: Sendable {
    let host: String
    let done = StopSignal()
    private let result = Mutex<Result<[String], DriverError>?>(nil)

    init(host: String) { self.host = host }

    /// Only valid once `done` is raised.
    var answer: Result<[String], DriverError> {
        result.withLock { $0 } ?? .failure(DriverError(.unreachable, message: "no answer for \"\(host)\""))
    }

    func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                // `context` is never nil: it was passed four lines above.
                guard let context else { return nil }
                Unmanaged<LookUp>.fromOpaque(context).takeRetainedValue().resolve()
                return nil
            }, context)
        guard status == 0 else {
            Unmanaged<LookUp>.fromOpaque(context).release()
            finish(.failure(DriverError(.unreachable, message: "no thread to resolve \"\(host)\" on")))
            return
        }
        pthread_detach(thread)
    }

    private func resolve() {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        defer { freeaddrinfo(list) }
        guard status == 0 else {
            let words = String(cString: gai_strerror(status))
            return finish(.failure(DriverError(.unreachable, message: "host name \"\(host)\": \(words)")))
        }
        var addresses: [String] = []
        var next = list
        while let entry = next {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(text.count)
            if getnameinfo(entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0
            {
                let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                if !addresses.contains(address) { addresses.append(address) }
            }
            next = entry.pointee.ai_next
        }
        finish(.success(addresses))
    }

    private func finish(_ answer: Result<[String], DriverError>) {
        result.withLock { $0 = answer }
        done.raise()
    }
}
