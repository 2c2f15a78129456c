import CLibPQ
import FlotillaDriver
import FlotillaRollout

/// One place to knock at. What is `nil` is left to libpq.
struct ServerAddress: Equatable {
    /// A name (for the certificate), an address or the folder of a Unix socket.
    var host: String?
    /// In digits; `nil` for a Unix socket.
    var numeric: String?
    var port: Int?
}

/// Walks over the hosts of a URL and their addresses until one lets us in.
///
/// Like libpq with a list of hosts, but with a deadline for each: the time left is shared equally by what is left to
/// try. `prefer-standby` takes two rounds, as libpq's own does.
struct AddressSearch {
    let url: ConnectionURL
    let deadline: Deadline
    let stop: StopSignal
    private var lastFailure: DriverError?

    init(url: ConnectionURL, deadline: Deadline, stop: StopSignal) {
        self.url = url
        self.deadline = deadline
        self.stop = stop
    }

    /// Calls `open` with an address, the kind of server wanted there, and that address's share of the time.
    mutating func firstOpen(
        _ open: (ServerAddress, String?, Deadline) throws(DriverError) -> Connection
    ) throws(DriverError) -> Connection {
        let hosts = url.hosts.isEmpty ? DefaultHosts.read() : url.hosts
        let rounds = Self.rounds(url.options["target_session_attrs"])
        var hostsLeft = hosts.count * rounds.count
        for wanted in rounds {
            for host in hosts {
                let share = Self.share(of: deadline, among: hostsLeft)
                if let found = try tryHost(host, wanted: wanted, within: share, open) { return found }
                hostsLeft -= 1
            }
        }
        throw lastFailure ?? DriverError(.configuration, message: "the URL names no host")
    }

    private mutating func tryHost(
        _ host: ConnectionURL.Host, wanted: String?, within share: Deadline,
        _ open: (ServerAddress, String?, Deadline) throws(DriverError) -> Connection
    ) throws(DriverError) -> Connection? {
        do {
            let addresses = try Self.addresses(of: host, deadline: share, stop: stop)
            for (index, address) in addresses.enumerated() {
                do {
                    return try open(address, wanted, limited(Self.share(of: share, among: addresses.count - index)))
                } catch { try remember(error) }
            }
        } catch { try remember(error) }
        return nil
    }

    /// `connect_timeout` counts per address and 0 means no limit, as in libpq.
    private func limited(_ share: Deadline) -> Deadline {
        guard let seconds = url.options["connect_timeout"].flatMap({ Int($0) }), seconds > 0 else { return share }
        return .earlier(share, .after(.seconds(seconds)))
    }

    /// Throws what no other address would cure.
    private mutating func remember(_ failure: DriverError) throws(DriverError) {
        guard [.unreachable, .notReady, .readOnly].contains(failure.cause) else { throw failure }
        lastFailure = failure
    }

    private static func addresses(
        of host: ConnectionURL.Host, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> [ServerAddress] {
        if host.name.isEmpty { return [ServerAddress(port: host.port)] }
        // libpq takes @ for a socket in Linux's abstract namespace.
        if host.name.hasPrefix("/") || host.name.hasPrefix("@") {
            return [ServerAddress(host: host.name, port: host.port)]
        }
        return try NameResolution.addresses(of: host.name, deadline: deadline, stop: stop)
            .map { ServerAddress(host: host.name, numeric: $0, port: host.port) }
    }

    static func rounds(_ wanted: String?) -> [String?] {
        wanted == "prefer-standby" ? ["standby", "any"] : [wanted]
    }

    static func share(of deadline: Deadline, among count: Int) -> Deadline {
        count > 1 ? .after(deadline.remaining / count) : deadline
    }
}

/// Where libpq goes when a URL names no host: `PGHOST` and `PGPORT`, a service file, else the default socket.
enum DefaultHosts {
    static func read() -> [ConnectionURL.Host] {
        guard let options = PQconndefaults() else { return [.init(name: "")] }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var next = options
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            next += 1
        }
        return hosts(values)
    }

    static func hosts(_ values: [String: String]) -> [ConnectionURL.Host] {
        guard let names = values["host"] ?? values["hostaddr"], !names.isEmpty else { return [.init(name: "")] }
        let ports = (values["port"] ?? "").split(separator: ",").map { Int($0) }
        return names.split(separator: ",").enumerated().map { index, name in
            // One port serves all hosts, as in libpq.
            .init(name: String(name), port: ports.count == 1 ? ports[0] : ports.dropFirst(index).first ?? nil)
        }
    }
}
