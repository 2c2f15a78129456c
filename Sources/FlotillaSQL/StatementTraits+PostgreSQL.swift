/// PostgreSQL. Source: the reference pages of its manual that say "cannot be executed inside a transaction block",
/// and the calls of `PreventInTransactionBlock` in its sources, up to 18.
extension StatementTraits {
    mutating func describePostgreSQL(_ verb: Keyword, _ head: DefinitionHead?, _ reader: TokenReader) {
        needsNoTransaction = head.map { reader.definitionNeedsNoTransaction($0) } ?? reader.needsNoTransaction(verb)
        changesSession = reader.changesSession(verb, head)
        validatesConstraint = head?.verb == .alter && reader.validatesConstraint
        var rest = reader
        addsEnumValue =
            head?.verb == .alter && head?.kind == .type && rest.seek { $0.keyword == .add }
            && rest.following.keyword == .value
    }
}

extension TokenReader {
    fileprivate func definitionNeedsNoTransaction(_ head: DefinitionHead) -> Bool {
        switch (head.verb, head.kind) {
        case (.create, .index), (.drop, .index): head.isConcurrent
        case (.create, .database), (.drop, .database), (.create, .tablespace), (.drop, .tablespace): true
        case (.alter, .system): true
        case (.alter, .database): contains(.set, .tablespace)
        case (.alter, .table): detachesConcurrently
        // With create_slot and connect at their defaults it makes a replication slot elsewhere, and dropping it removes
        // the slot, which no rollback undoes.
        case (.create, .subscription): !switchesOff("create_slot") && !switchesOff("connect")
        case (.drop, .subscription): true
        case (.alter, .subscription): altersSubscriptionAtOnce
        default: false
        }
    }

    fileprivate var validatesConstraint: Bool {
        contains { $0.isAt("validate") && $0.following.keyword == .constraint }
    }

    private var detachesConcurrently: Bool {
        var rest = self
        guard rest.seek({ $0.keyword == .detach }), rest.accept(.detach, .partition) else { return false }
        return rest.seek { $0.keyword == .concurrently }
    }

    /// A refresh, which also follows a change of publications unless `refresh = false`; since 17 and 18 also a change of
    /// `failover` and `two_phase`.
    private var altersSubscriptionAtOnce: Bool {
        var rest = self
        rest.advance()
        switch rest.keyword {
        case .refresh: return true
        case .add, .drop: return !rest.switchesOff("refresh")
        case .set:
            let setsSlot = rest.contains { $0.isAt("failover") || $0.isAt("two_phase") }
            return rest.following.keyword == .publication ? !rest.switchesOff("refresh") : setsSlot
        default: return false
        }
    }

    fileprivate func needsNoTransaction(_ verb: Keyword) -> Bool {
        switch verb {
        case .vacuum: true
        case .cluster: clustersEverything
        case .reindex: reindexesAtOnce
        case .discard: keyword == .all
        case .commit, .rollback: keyword == .prepared
        default: false
        }
    }

    private var clustersEverything: Bool {
        var rest = self
        _ = rest.accept(.verbose)
        if rest.isAt(.openParenthesis) { rest.skipParentheses() }
        return rest.isAtEnd
    }

    private var reindexesAtOnce: Bool {
        var rest = self
        if rest.parenthesesContain(.concurrently) { return true }
        rest.skipParentheses()
        return [.database, .schema, .system].contains(rest.keyword) || rest.following.keyword == .concurrently
    }

    fileprivate func changesSession(_ verb: Keyword, _ head: DefinitionHead?) -> Bool {
        switch verb {
        case .set: ![.local, .transaction, .constraints].contains(keyword)
        case .reset, .discard, .listen, .unlisten, .load, .deallocate: true
        case .prepare: keyword != .transaction
        case .declare: contains(.with, .hold)
        case .create: head?.isTemporary ?? false
        case .select, .with: contains { at in Self.sessionFunctions.contains { at.isAt($0) } }
        default: false
        }
    }

    /// Dumps set `search_path` through the first.
    private static var sessionFunctions: [StaticString] {
        [
            "set_config", "pg_advisory_lock", "pg_advisory_lock_shared", "pg_try_advisory_lock",
            "pg_try_advisory_lock_shared",
        ]
    }
}

extension TokenReader {
    /// Somewhere in the rest, within parentheses too.
    func contains(_ condition: (TokenReader) -> Bool) -> Bool {
        var rest = self
        while !rest.isAtEnd {
            if condition(rest) { return true }
            rest.advance()
        }
        return false
    }

    func contains(_ first: Keyword, _ second: Keyword) -> Bool {
        contains { $0.keyword == first && $0.following.keyword == second }
    }
}
