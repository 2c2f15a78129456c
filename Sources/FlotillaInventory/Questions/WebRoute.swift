import FlotillaDriver

/// The addresses that a web address may be fetched from: looked up once, checked, and then held on to. A name that
/// answers otherwise a moment later leads nowhere else.
struct WebRoute {
    /// For libcurl's own list of names: `host:port:address,address`. `nil` where there is no name.
    let entry: String?
    let addresses: [NetworkAddress]

    /// Blocks until the name is looked up.
    init(
        to address: WebAddress, allowsPrivateAddresses: Bool, deadline: Deadline, stop: StopSignal
    ) throws(WebQuestionProblem) {
        let host = address.host.hasPrefix("[") ? String(address.host.dropFirst().dropLast()) : address.host
        let found: [String]
        do { found = try NameResolution.addresses(of: host, deadline: deadline, stop: stop) } catch {
            if error.cause == .cancelled { throw .stopped }
            throw deadline.hasPassed ? .timedOut : .unreachable(words: error.message)
        }
        addresses = found.compactMap { NetworkAddress($0) }
        // One bad address among good ones is not passed over: whoever answers so means no good.
        guard !addresses.isEmpty, allowsPrivateAddresses || addresses.allSatisfy(\.isPublic) else {
            throw .privateAddress
        }
        let list = found.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
        entry = NetworkAddress(host) == nil ? "\(address.host):\(address.port):\(list)" : nil
    }
}
