/// Finds passwords and tokens that are written out where a reference belongs, by the names that such things go by.
///
/// A name says nothing about what its value is worth: `token=${env:NAME}` and a `$NAME` that a program looks up itself are
/// no secrets, and a secret under a name of its own is not found.
enum LiteralSecret {
    /// Without signs between words: `access_token`, `access-token` and `accessToken` are one.
    private static let names: Set<String> = [
        "accesskey", "accesstoken", "apikey", "apitoken", "auth", "authtoken", "bearer", "clientsecret", "jwt", "pass",
        "passphrase", "passwd", "password", "privatekey", "pwd", "secret", "secretkey", "sig", "signature", "token",
    ]

    /// Headers that hold nothing but secrets.
    private static let headers = ["authorization", "proxy-authorization", "cookie", "x-api-key", "x-auth-token"]

    static func isSecretHeader(_ name: String) -> Bool { headers.contains(name.lowercased()) }

    /// The first parameter behind the `?` of a URL that holds a secret.
    static func parameter(of url: String) -> String? {
        guard let mark = url.firstIndex(of: "?") else { return nil }
        let query = url[url.index(after: mark)...].prefix { $0 != "#" }
        return query.split(whereSeparator: { $0 == "&" || $0 == ";" }).lazy.compactMap { assigned($0) }.first
    }

    /// The first of the words of a command that holds a secret, by its name.
    static func word(of command: [String]) -> String? {
        for (place, word) in command.enumerated() {
            if let name = assigned(word[...]) ?? header(word) ?? login(word) ?? parameter(of: word) { return name }
            // `--password S`; the next option is no value.
            guard word.hasPrefix("-"), isSecret(word[...]), place + 1 < command.count else { continue }
            if isLiteral(command[place + 1][...]), !command[place + 1].hasPrefix("-") { return word }
        }
        return nil
    }

    /// `--password=S`, `TOKEN=S`
    private static func assigned(_ word: Substring) -> String? {
        guard let sign = word.firstIndex(of: "="), isSecret(word[..<sign]), isLiteral(word[word.index(after: sign)...])
        else { return nil }
        return String(word[..<sign])
    }

    /// `Authorization: Bearer S`
    private static func header(_ word: String) -> String? {
        guard let colon = word.firstIndex(of: ":"), isSecretHeader(String(word[..<colon])) else { return nil }
        let value = word[word.index(after: colon)...].drop { $0 == " " }
        return isLiteral(value) && !value.contains("$") ? String(word[..<colon]) : nil
    }

    /// `scheme://user:S@host`
    private static func login(_ word: String) -> String? {
        guard let password = URLRanges(of: word).password, isLiteral(word[password]) else { return nil }
        return "password"
    }

    private static func isSecret(_ name: Substring) -> Bool {
        names.contains(name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != "." })
    }

    private static func isLiteral(_ value: Substring) -> Bool { !value.isEmpty && !value.hasPrefix("$") }
}
