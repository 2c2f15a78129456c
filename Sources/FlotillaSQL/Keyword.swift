/// The words that decide where a statement ends or what it does, and those with which one begins. All other words are
/// names to us.
enum Keyword: String, CaseIterable {
    case abort, add, aggregate, algorithm, all, alter, analyse, analyze, `as`, atomic, attach, autocommit, backup
    case begin, body, cache, call, `case`, change, char, character, check, checkpoint, close, cluster, collation
    case column, comment, commit, concurrently, constraint, constraints, conversion, copy, create, database
    case deallocate, declare, definer, delete, delimiter, desc, describe, detach, discard, `do`, domain, drop, each
    case edit, ego, `else`, end, event, exclude, execute, exists, exit, explain, `extension`, fetch, first, flush
    case follows, `for`, foreign, from, fulltext, function, global, go, grant, handler, help, hold, `if`, ignore
    case `import`, index, indices, insert, install, into, `is`, key, kill, language, listen, load, local, lock, loop
    case materialized, merge, move, next, nopager, not, notee, notify, nowait, nowarning, of, offline, on, online
    case only, `operator`, optimize, or, package, pager, partition, password, period, persist, plan, policy, pragma
    case precedes, prepare, prepared, primary, print, procedural, procedure, prompt, publication, query, quit
    case reassign, recursive, refresh, rehash, reindex, release, rename, repair, `repeat`, replace, reset
    case resetconnection, resignal, restart, `return`, returns, revoke, role, rollback, routine, row, rule
    case savepoint, schema, security, select, sequence, server, session, set, show, shutdown, signal, source
    case spatial, sql, sqlstate, start, statement, statistics, status, stdin, stdout, stop, subscription, system
    case table, tables, tablespace, tee, temp, temporary, text, then, to, transaction, transform, trigger, truncate
    case trusted, type, uninstall, unique, unlisten, unlock, unlogged, until, update, use, user, using, vacuum
    case value, values, vector, verbose, versioning, view, virtual, wait, warnings, when, `while`, with, work, xa
}

extension Keyword {
    /// The keyword that the bytes spell, whatever their case.
    init?(_ bytes: [UInt8], _ range: Range<Int>) {
        guard range.count <= 16 else { return nil }
        var packed: UInt128 = 0
        for index in range {
            let byte = bytes[index]
            guard byte.isLetter else { return nil }
            packed = packed << 8 | UInt128(byte | 0x20)
        }
        guard let found = Self.byPackedLetters[packed] else { return nil }
        self = found
    }

    /// Looked up for the first words of every statement, hence without making a string of them.
    private static let byPackedLetters = Dictionary(
        uniqueKeysWithValues: allCases.map { keyword in
            (keyword.rawValue.utf8.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }, keyword)
        })
}
