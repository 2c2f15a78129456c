/// The beginning of a `CREATE`, `ALTER` or `DROP` statement: what kind of object it is about.
struct DefinitionHead {
    enum Verb: String {
        case create, alter, drop
    }

    enum Kind: String {
        case table, foreignTable = "foreign table", view, materializedView = "materialized view", index, sequence
        case trigger, eventTrigger = "event trigger", function, procedure, aggregate, routine, package
        case packageBody = "package body", event, type, domain, schema, database, `extension`, role, user, tablespace
        case subscription, publication, system, server, rule, policy, `operator`, collation, conversion
        case statistics, language, transform, other = ""
    }

    let verb: Verb
    let kind: Kind
    /// `OR REPLACE` stands there.
    private(set) var replaces = false
    private(set) var isTemporary = false
    private(set) var isConcurrent = false
    private(set) var toleratesPresence = false

    var name: String {
        (kind == .other ? verb.rawValue : "\(verb.rawValue) \(kind.rawValue)").uppercased()
    }

    /// Moves behind the kind, `CONCURRENTLY` and `IF [NOT] EXISTS`; nil if the verb is none of the three.
    init?(verb: Keyword, _ reader: inout TokenReader) {
        guard let verb = Verb(rawValue: verb.rawValue) else { return nil }
        self.verb = verb
        while let keyword = reader.keyword, !Self.endsModifiers(keyword, reader) {
            replaces = replaces || keyword == .replace
            isTemporary = isTemporary || keyword == .temp || keyword == .temporary
            reader.advance()
            if keyword == .definer || keyword == .algorithm { reader.skipOptionValue() }
            if keyword == .security { reader.advance() }
        }
        kind = Self.kind(&reader)
        isConcurrent = kind == .index && reader.engine == .postgresql && reader.accept(.concurrently)
        let conditional = reader.accept(.if, .not, .exists) || reader.accept(.if, .exists)
        toleratesPresence = replaces || conditional
    }

    /// What may stand between the verb and the kind.
    private static let modifiers: Set<Keyword> = [
        .or, .replace, .temp, .temporary, .global, .local, .unlogged, .unique, .fulltext, .spatial, .vector, .aggregate,
        .definer, .algorithm, .sql, .security, .constraint, .recursive, .trusted, .procedural, .virtual, .online,
        .offline, .ignore,
    ]

    private static func endsModifiers(_ keyword: Keyword, _ reader: TokenReader) -> Bool {
        guard modifiers.contains(keyword) else { return true }
        // CREATE AGGREGATE is a command of PostgreSQL, CREATE AGGREGATE FUNCTION one of MySQL.
        return keyword == .aggregate && reader.engine == .postgresql
    }

    private static func kind(_ reader: inout TokenReader) -> Kind {
        if reader.accept(.materialized, .view) { return .materializedView }
        if reader.accept(.foreign, .table) { return .foreignTable }
        if reader.accept(.event, .trigger) { return .eventTrigger }
        if reader.accept(.package, .body) { return .packageBody }
        guard let keyword = reader.keyword else { return .other }
        // MySQL's family has DROP TABLES.
        guard let kind = keyword == .tables ? .table : Kind(rawValue: keyword.rawValue) else { return .other }
        reader.advance()
        return kind
    }
}

extension TokenReader {
    /// Of `DEFINER = 'a'@'b'`, `DEFINER = CURRENT_USER()` or `ALGORITHM = MERGE`.
    fileprivate mutating func skipOptionValue() {
        guard accept(.equals) else { return }
        advance()
        if isAt(.openParenthesis) { skipParentheses() }
        if accept(.at) { advance() }
    }
}
