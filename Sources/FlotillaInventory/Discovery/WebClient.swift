import CCurl
import FlotillaDriver
import Glibc

/// Fetches pages over HTTP with libcurl, one at a time over one connection. Every call blocks.
///
/// Certificates are verified, redirects and proxies are not followed, no compressed answer is asked for, and nothing
/// but http and https is spoken: a page cannot send us anywhere else, nor grow in our memory.
final class WebClient {
    /// Of one page, in bytes.
    static let pageLimit = 64 << 20

    private let handle: UnsafeMutableRawPointer
    private let headers: UnsafeMutablePointer<curl_slist>?
    private let resolved: UnsafeMutablePointer<curl_slist>?
    private let deadline: Deadline
    private let reception: Reception

    /// - Parameters:
    ///   - headers: `Name: value`, secrets included.
    ///   - certificates: a file of trusted certificates in place of the system's.
    ///   - limit: of one answer, in bytes.
    ///   - route: the only addresses to connect to; `nil` for whatever the name stands for.
    init(
        headers: [String], certificates: String?, deadline: Deadline, stop: StopSignal, limit: Int = pageLimit,
        route: WebRoute? = nil
    ) throws(HTTPProblem) {
        guard let handle = curl_easy_init() else { throw .unreachable(words: "libcurl could not start") }
        self.handle = handle
        self.headers = headers.reduce(nil) { list, header in curl_slist_append(list, header) }
        resolved = route?.entry.flatMap { curl_slist_append(nil, $0) }
        self.deadline = deadline
        reception = Reception(stop: stop, limit: limit, addresses: route?.addresses)
        configure(certificates: certificates)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
        curl_slist_free_all(resolved)
    }

    /// The body of an answer with status 200.
    func page(at address: WebAddress) throws(HTTPProblem) -> [UInt8] {
        let (status, body) = try answer(at: address)
        if (300..<400).contains(status) { throw .redirected(status) }
        guard status == 200 else { throw .status(status) }
        return body
    }

    /// An answer, whatever its status.
    func answer(at address: WebAddress) throws(HTTPProblem) -> (status: Int, body: [UInt8]) {
        reception.begin()
        flotilla_curl_set_string(handle, CURLOPT_URL, address.text)
        let (seconds, attoseconds) = deadline.remaining.components
        let milliseconds = max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
        flotilla_curl_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds)
        let code = curl_easy_perform(handle)
        if reception.isTooLarge { throw .pageTooLarge(limit: reception.limit) }
        guard code == CURLE_OK else {
            if code == CURLE_OPERATION_TIMEDOUT { throw .timedOut }
            throw .unreachable(words: String(cString: curl_easy_strerror(code)))
        }
        var status = 0
        flotilla_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return (status, reception.take())
    }

    private func configure(certificates: String?) {
        flotilla_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        flotilla_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        flotilla_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        flotilla_curl_set_string(handle, CURLOPT_PROXY, "")
        flotilla_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        flotilla_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        if let certificates { flotilla_curl_set_string(handle, CURLOPT_CAINFO, certificates) }
        flotilla_curl_set_string(handle, CURLOPT_USERAGENT, "flotilla")
        flotilla_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
        let context = Unmanaged.passUnretained(reception).toOpaque()
        flotilla_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        flotilla_curl_set_write(handle) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
            return reception.append(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        flotilla_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        flotilla_curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
        // Called at least once a second; anything but 0 ends the transfer.
        flotilla_curl_set_progress(handle) { context, _, _, _, _ in
            guard let context else { return 1 }
            return Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue().stop.isRaised ? 1 : 0
        }
        if reception.addresses != nil { configureRoute(context) }
    }

    /// The name is not looked up again, and should libcurl have another address from somewhere, it gets no socket for it.
    private func configureRoute(_ context: UnsafeMutableRawPointer) {
        flotilla_curl_set_pointer(handle, CURLOPT_RESOLVE, resolved)
        flotilla_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
        flotilla_curl_set_opensocket(handle) { context, _, address in
            guard let context, let address else { return CURL_SOCKET_BAD }
            let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
            guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr),
                let wanted = NetworkAddress(UnsafeRawPointer(address) + offset, length: Int(address.pointee.addrlen)),
                reception.addresses?.contains(wanted) == true
            else { return CURL_SOCKET_BAD }
            let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
            return socket(address.pointee.family, kind, address.pointee.`protocol`)
        }
    }
}

/// What libcurl's callbacks write to. Owned by the client, which outlives every transfer.
private final class Reception {
    let stop: StopSignal
    let limit: Int
    /// `nil` for any.
    let addresses: [NetworkAddress]?
    private var bytes: [UInt8] = []
    private(set) var isTooLarge = false

    init(stop: StopSignal, limit: Int, addresses: [NetworkAddress]?) {
        self.stop = stop
        self.limit = limit
        self.addresses = addresses
    }

    func begin() {
        bytes.removeAll(keepingCapacity: false)
        isTooLarge = false
    }

    /// How many bytes were taken; libcurl gives up when it is fewer than it brought.
    func append(_ part: UnsafeRawBufferPointer) -> Int {
        guard bytes.count + part.count <= limit else {
            isTooLarge = true
            return 0
        }
        bytes.append(contentsOf: part)
        return part.count
    }

    func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
