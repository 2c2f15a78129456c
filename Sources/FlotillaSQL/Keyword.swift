/// The words that decide where a statement ends or what it does. All other words are names to us.
enum Keyword: String, CaseIterable {
    case abort, action, add, after, aggregate, algorithm, all, alter, analyse, analyze, `as`, atomic, attach
    case attribute, autocommit, backup, before, begin, binlog, body, by, cache, call, cascade, `case`, catalog, change
    case char, character, characteristics, check, checkpoint, chain, close, cluster, collation, column, comment, commit
    case concurrently, connection, constraint, constraints, conversion, copy, create, cursor, data, database, deallocate
    case declare, definer, delete, delimiter, desc, describe, detach, disable, discard, `do`, domain, drop, each, edit
    case `else`, elseif, elsif, enable, end, event, exception, exclude, execute, exists, exit, explain, `extension`,
        fetch
    case first, flush, follows, `for`, force, foreign, from, full, fulltext, function, global, go, grant, group, handler
    case ego, help, hold, `if`, immediate, `import`, `in`, index, indexes, indices, insert, install, instance, into,
        `is`, isolation
    case key, keys, kill, language, like, listen, load, local, lock, logfile, loop, master, materialized, merge, modify
    case move, names, next, nopager, not, notee, notify, nowait, nowarning, null, of, offline, on, online, only, open
    case `operator`, optimize, option, or, owner, owned, package, pager, partition, password, perform, period, persist
    case persistent, plan, plugin, policy, pragma, precedes, prepare, prepared, primary, print, procedure, procedural
    case process, prompt, publication, query, quit, raise, reassign, recursive, refresh, rehash, reindex, release,
        rename
    case `repeat`, repair, replace, replica, reset, resetconnection, resignal, resource, restart, restrict, `return`
    case returning, returns, revoke, role, rollback, routine, row, rule, savepoint, schema, security, select, sequence
    case server, session, set, show, shutdown, signal, slave, source, spatial, sql, sqlstate, start, statement
    case statistics, status, stdin, stdout, stop, subscription, system, table, tables, tablespace, tee, temp, temporary
    case text, then, to, transaction, transform, trigger, truncate, trusted, type, undo, uninstall, unique, unlisten
    case unlock, unlogged, until, update, upgrade, use, user, using, vacuum, value, values, vector, verbose, versioning
    case view, virtual, wait, warnings, when, `while`, with, work, wrapper, xa
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
