import CLibPQ
import FlotillaDriver
import FlotillaRollout
import Glibc

/// Keywords and values as libpq takes them: nothing is joined into one text, so nothing in a value can be read as
/// another keyword, and a password is in no message about a malformed text.
struct LoginParameters {
    private(set) var values: [(keyword: String, value: String)] = []
    /// `channel_binding=require`: then a refusal by libpq itself is about the login.
    let requiresChannelBinding: Bool

    init(
        _ url: ConnectionURL, address: ServerAddress, wanting attributes: String?, settings: SessionSettings
    ) throws(DriverError) {
        try Self.check(url.options)
        requiresChannelBinding = url.options["channel_binding"] == "require"
        add("host", address.host)
        add("hostaddr", address.numeric)
        add("port", address.port.map { String($0) })
        add("user", url.user)
        add("password", url.password?.reveal())
        add("dbname", url.database)
        add(
            "application_name",
            settings.applicationName.isEmpty ? url.options["application_name"] : settings.applicationName)
        add("target_session_attrs", attributes)
        add("channel_binding", url.options["channel_binding"])
        values += TransportSecurity(url.options, host: address.host).parameters
        values += Self.liveness(idle: url.options["keepalives_idle"])
        for (keyword, value) in values where value.utf8.contains(0) {
            throw DriverError(.configuration, message: "the value of \"\(keyword)\" holds a NUL byte")
        }
    }

    /// `sslmode=verify-full, sslrootcert=/path`.
    var transportSecurity: String {
        values.filter { ["sslmode", "sslrootcert"].contains($0.keyword) }
            .map { "\($0.keyword)=\($0.value)" }.joined(separator: ", ")
    }

    private mutating func add(_ keyword: String, _ value: String?) {
        if let value, !value.isEmpty { values.append((keyword, value)) }
    }

    /// A router that forgets an idle connection, or a server that vanishes, is noticed during a long statement: after
    /// 30 s of silence a probe every 10 s, three of them; and after 60 s when what we sent is not even acknowledged.
    private static func liveness(idle: String?) -> [(keyword: String, value: String)] {
        [
            ("keepalives", "1"), ("keepalives_idle", idle ?? "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "60000"),
        ]
    }
}

extension LoginParameters {
    /// What libpq would find out only while it connects, or not at all.
    private static let choices: [String: Set<String>] = [
        "sslmode": ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
        "gssencmode": ["disable", "prefer", "require"],
        "channel_binding": ["disable", "prefer", "require"],
        "target_session_attrs": ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"],
    ]

    private static func check(_ options: [String: String]) throws(DriverError) {
        let allowed = ConnectionURL.allowedOptions(.postgresql)
        for (key, value) in options {
            guard allowed.contains(key) else {
                throw DriverError(.configuration, message: "unknown option \"\(key)\"")
            }
            if let choice = choices[key], !choice.contains(value) {
                let known = choice.sorted().joined(separator: ", ")
                throw DriverError(.configuration, message: "invalid \(key) \"\(value)\"; known are \(known)")
            }
            if key == "keepalives_idle" || key == "connect_timeout", Int(value).map({ $0 >= 0 }) != true {
                throw DriverError(.configuration, message: "\(key) is a number of seconds, not \"\(value)\"")
            }
        }
    }

    /// Starts a connection attempt; `nil` when there is no memory for one.
    func start() -> OpaquePointer? {
        // The copies are wiped: one of them is the password.
        let copies = values.map { (strdup($0.keyword), strdup($0.value)) }
        defer {
            for (keyword, value) in copies {
                free(keyword)
                if let value { explicit_bzero(value, strlen(value)) }
                free(value)
            }
        }
        let keywords = copies.map { UnsafePointer($0.0) } + [nil]
        let texts = copies.map { UnsafePointer($0.1) } + [nil]
        // 0: a database's name that looks like a connection string is a name all the same.
        return PQconnectStartParams(keywords, texts, 0)
    }
}
