import FlotillaSQL

/// The name of a table, an index or the like, as it is compared.
///
/// Two names are the same thing when their last parts agree and neither contradicts the other's schema: in one file
/// `users` and `public.users` nearly always are.
struct ObjectName: Sendable, CustomStringConvertible {
    var schema: String?
    var name: String
    /// By which names are looked up: in small letters where the engine does not tell them apart.
    var key: String

    init(_ parts: [String], engine: Engine) {
        name = parts.last ?? ""
        schema = parts.count > 1 ? parts[parts.count - 2] : nil
        key = Self.key(name, engine: engine)
    }

    static func key(_ name: String, engine: Engine) -> String { engine == .postgresql ? name : name.lowercased() }

    var description: String { schema.map { "\($0).\(name)" } ?? name }
}

extension ObjectName: Hashable {
    static func == (left: Self, right: Self) -> Bool {
        left.key == right.key && (left.schema == nil || right.schema == nil || left.schema == right.schema)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
