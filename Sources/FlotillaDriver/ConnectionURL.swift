import FlotillaSQL

/// Where a database is and how to log in.
///
/// - `postgresql://user:password@host:port/database?sslmode=verify-full&schema=tenant_7` (also `postgres://`)
/// - `mysql://user:password@host:port/database` (also `mariadb://`)
/// - `sqlite:///relative.db`, `sqlite:////absolute.db` as SQLAlchemy writes them, `sqlite:path` as dbmate does
///
/// Options are an allow-list: a URL comes from an inventory, and a client library's options can name files to read and
/// plugins to load.
public struct ConnectionURL: Sendable, Hashable {
    public struct Host: Sendable, Hashable {
        /// A name, an address, or the folder of a Unix socket (starts with `/`).
        public var name: String
        public var port: Int?

        public init(name: String, port: Int? = nil) {
            self.name = name
            self.port = port
        }
    }

    public var engine: Engine
    /// Empty for SQLite and where the client library's default is meant. More than one only for PostgreSQL.
    public var hosts: [Host]
    public var user: String?
    public var password: Secret?
    /// The database's name; for SQLite the path of its file.
    public var database: String
    /// Of the allow-list only, without `schema`.
    public var options: [String: String]
    /// The PostgreSQL schema that is migrated as a unit; `nil` means the whole database.
    public var schema: String?

    public init(
        engine: Engine, hosts: [Host] = [], user: String? = nil, password: Secret? = nil, database: String,
        options: [String: String] = [:], schema: String? = nil
    ) {
        self.engine = engine
        self.hosts = hosts
        self.user = user
        self.password = password
        self.database = database
        self.options = options
        self.schema = schema
    }
}

/// Why a text is no connection URL. `offset` counts bytes from the start of the text.
public struct ConnectionURLError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case missingScheme
        case unknownScheme(String)
        case badPort(String)
        case badPercentEncoding
        case missingDatabase
        case unknownOption(String, allowed: [String])
        case malformed
    }

    public var reason: Reason
    public var offset: Int
}

extension ConnectionURL {
    /// What a URL may say after `?`, per engine.
    public static func allowedOptions(_ engine: Engine) -> [String] {
        switch engine {
        case .postgresql:
            [
                "schema", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name",
                "channel_binding", "gssencmode", "target_session_attrs", "keepalives_idle", "host", "port",
            ]
        case .mysql: ["sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "charset", "unix_socket"]
        case .sqlite: ["mode", "busy_timeout"]
        }
    }

    public init(parsing text: String) throws(ConnectionURLError) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            throw ConnectionURLError(reason: .missingScheme, offset: 0)
        }
        let scheme = text[..<colon].lowercased()
        let afterScheme = text.utf8.index(after: colon)
        switch scheme.split(separator: "+").first ?? "" {
        case "postgresql", "postgres":
            self = try Self.parseNetwork(.postgresql, text, from: afterScheme)
        case "mysql", "mariadb":
            self = try Self.parseNetwork(.mysql, text, from: afterScheme)
        case "sqlite":
            self = try Self.parseFile(text, from: afterScheme)
        default:
            throw ConnectionURLError(reason: .unknownScheme(String(scheme)), offset: 0)
        }
    }

    /// The server this target shares with others, for limits per server. All SQLite files are one server: the disk.
    public var serverKey: String {
        guard engine != .sqlite else { return "sqlite" }
        let names = hosts.map { "\($0.name):\($0.port ?? Self.defaultPort(engine))" }
        return "\(engine.rawValue)://" + (names.isEmpty ? "default" : names.joined(separator: ","))
    }

    public static func defaultPort(_ engine: Engine) -> Int {
        switch engine {
        case .postgresql: 5432
        case .mysql: 3306
        case .sqlite: 0
        }
    }

    /// The URL with the password replaced, for people to read.
    public var redacted: String {
        guard engine != .sqlite else { return "sqlite:" + database }
        var text = "\(engine.rawValue)://"
        if let user { text += PercentEncoding.encode(user) + (password == nil ? "" : ":***") + "@" }
        text += hosts.map { host in
            let name =
                host.name.hasPrefix("/") || host.name.contains(":") ? PercentEncoding.encode(host.name) : host.name
            return host.port.map { "\(name):\($0)" } ?? name
        }.joined(separator: ",")
        text += "/" + PercentEncoding.encode(database)
        if let schema { text += "?schema=" + PercentEncoding.encode(schema) }
        return text
    }
}

extension ConnectionURL {
    private static func parseFile(_ text: String, from start: String.Index) throws(ConnectionURLError) -> Self {
        var rest = text[start...]
        let offset = text.utf8.distance(from: text.startIndex, to: start)
        var options: [String: String] = [:]
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            options = try parseOptions(.sqlite, text, from: text.utf8.index(after: mark))
            rest = rest[..<mark]
        }
        if rest.begins("//") {
            // SQLAlchemy: an empty host, one slash, then the path, which may itself start with a slash.
            guard rest.begins("///") else { throw ConnectionURLError(reason: .malformed, offset: offset) }
            rest = Substring(rest.utf8.dropFirst(3))
        }
        let path = try decoded(rest, in: text)
        guard !path.isEmpty else { throw ConnectionURLError(reason: .missingDatabase, offset: offset) }
        return ConnectionURL(engine: .sqlite, database: path, options: options)
    }

    private static func parseNetwork(
        _ engine: Engine, _ text: String, from start: String.Index
    ) throws(ConnectionURLError) -> Self {
        guard text[start...].begins("//") else {
            throw ConnectionURLError(reason: .malformed, offset: text.utf8.distance(from: text.startIndex, to: start))
        }
        var rest = text[text.utf8.index(start, offsetBy: 2)...]
        var url = ConnectionURL(engine: engine, database: "")
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            url.options = try parseOptions(engine, text, from: text.utf8.index(after: mark))
            rest = rest[..<mark]
        }
        if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
            url.database = try decoded(rest[rest.utf8.index(after: slash)...], in: text)
            rest = rest[..<slash]
        }
        // The last @, so that an unescaped @ in a password does not become part of a host's name.
        if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
            let login = rest[..<at]
            if let colon = login.utf8.firstIndex(of: UInt8(ascii: ":")) {
                url.user = try decoded(login[..<colon], in: text)
                url.password = Secret(try decoded(login[login.utf8.index(after: colon)...], in: text))
            } else {
                url.user = try decoded(login, in: text)
            }
            rest = rest[rest.utf8.index(after: at)...]
        }
        for part in rest.utf8.split(separator: UInt8(ascii: ",")) {
            url.hosts.append(try parseHost(Substring(part), in: text))
        }
        url.adoptOptions()
        guard !url.database.isEmpty else {
            throw ConnectionURLError(reason: .missingDatabase, offset: text.utf8.count)
        }
        return url
    }

    /// `schema`, and the spellings of a socket's folder that belong to the host, are not options of the client library.
    private mutating func adoptOptions() {
        schema = options.removeValue(forKey: "schema")
        let port = options.removeValue(forKey: "port").flatMap { Int($0) }
        if let host = options.removeValue(forKey: "host") { hosts = [Host(name: host, port: port)] }
        if let socket = options.removeValue(forKey: "unix_socket") { hosts = [Host(name: socket)] }
    }

    private static func parseHost(_ part: Substring, in text: String) throws(ConnectionURLError) -> Host {
        var name = part
        var port: Substring?
        if part.begins("[") {
            guard let bracket = part.utf8.firstIndex(of: UInt8(ascii: "]")) else {
                throw ConnectionURLError(reason: .malformed, offset: offset(of: part.startIndex, in: text))
            }
            name = part[part.utf8.index(after: part.startIndex)..<bracket]
            let after = part[part.utf8.index(after: bracket)...]
            if after.begins(":") { port = Substring(after.utf8.dropFirst()) }
        } else if let colon = part.utf8.lastIndex(of: UInt8(ascii: ":")) {
            name = part[..<colon]
            port = part[part.utf8.index(after: colon)...]
        }
        var number: Int?
        if let port, !port.isEmpty {
            guard let parsed = Int(port), (1...65535).contains(parsed) else {
                throw ConnectionURLError(reason: .badPort(String(port)), offset: offset(of: port.startIndex, in: text))
            }
            number = parsed
        }
        return Host(name: try decoded(name, in: text), port: number)
    }

    private static func parseOptions(
        _ engine: Engine, _ text: String, from start: String.Index
    ) throws(ConnectionURLError) -> [String: String] {
        var options: [String: String] = [:]
        for pair in text[start...].utf8.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                .map(Substring.init)
            let key = String(halves[0])
            guard allowedOptions(engine).contains(key) else {
                throw ConnectionURLError(
                    reason: .unknownOption(key, allowed: allowedOptions(engine)),
                    offset: offset(of: pair.startIndex, in: text))
            }
            options[key] = halves.count > 1 ? try decoded(halves[1], in: text) : ""
        }
        return options
    }

    private static func decoded(_ part: Substring, in text: String) throws(ConnectionURLError) -> String {
        guard let decoded = PercentEncoding.decode(part) else {
            throw ConnectionURLError(reason: .badPercentEncoding, offset: offset(of: part.startIndex, in: text))
        }
        return decoded
    }

    private static func offset(of index: String.Index, in text: String) -> Int {
        text.utf8.distance(from: text.startIndex, to: index)
    }
}

extension Substring {
    /// Byte by byte: to `hasPrefix` a slash with a combining character behind it is another character.
    fileprivate func begins(_ text: String) -> Bool { utf8.starts(with: text.utf8) }
}

/// RFC 3986 §2.1, on UTF-8.
public enum PercentEncoding {
    /// `nil` when a `%` is not followed by two hexadecimal digits or the result is not UTF-8.
    public static func decode(_ text: some StringProtocol) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Escapes everything but RFC 3986's unreserved characters.
    public static func encode(_ text: String) -> String { encode(text, keeping: nil) }

    /// Leaves one more character as it is.
    public static func encode(_ text: String, keeping kept: UInt8?) -> String {
        guard !text.utf8.allSatisfy({ isUnreserved($0) || $0 == kept }) else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) || byte == kept {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
