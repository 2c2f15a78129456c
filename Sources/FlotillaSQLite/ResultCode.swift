import CSQLite

/// The names of SQLite's result codes, for people and for ``DriverError/code``.
///
/// An extended code is the primary one plus a number times 256 (https://www.sqlite.org/rescode.html); the lists are in
/// the order of that number, from 1.
enum ResultCode {
    static func primary(_ code: Int32) -> Int32 { code & 0xff }

    /// `SQLITE_CONSTRAINT_UNIQUE`; for a code newer than this list, the primary name and the number.
    static func name(_ code: Int32) -> String {
        let primary = primary(code)
        guard let stem = primaryNames[primary] else { return "SQLITE_\(code)" }
        let number = Int(code >> 8)
        guard number > 0 else { return "SQLITE_\(stem)" }
        guard let names = extendedNames[primary], number <= names.count else { return "SQLITE_\(stem)_\(number)" }
        return "SQLITE_\(stem)_\(names[number - 1])"
    }

    /// The code of an extended name, for the few that are told apart: `code(SQLITE_READONLY, 4)`.
    static func code(_ primary: Int32, _ number: Int32) -> Int32 { primary | number << 8 }

    /// `SQLITE_READONLY_DBMOVED`: another file, or none, now bears the name of the one that is open.
    static let fileMoved = code(SQLITE_READONLY, 4)
    /// `SQLITE_CONSTRAINT_COMMITHOOK`: our own hook refused the commit.
    static let commitRefused = code(SQLITE_CONSTRAINT, 2)
    /// `SQLITE_CONSTRAINT_TRIGGER`: a trigger's RAISE.
    static let trigger = code(SQLITE_CONSTRAINT, 7)

    private static let primaryNames: [Int32: String] = [
        SQLITE_ERROR: "ERROR", SQLITE_INTERNAL: "INTERNAL", SQLITE_PERM: "PERM", SQLITE_ABORT: "ABORT",
        SQLITE_BUSY: "BUSY", SQLITE_LOCKED: "LOCKED", SQLITE_NOMEM: "NOMEM", SQLITE_READONLY: "READONLY",
        SQLITE_INTERRUPT: "INTERRUPT", SQLITE_IOERR: "IOERR", SQLITE_CORRUPT: "CORRUPT",
        SQLITE_NOTFOUND: "NOTFOUND", SQLITE_FULL: "FULL", SQLITE_CANTOPEN: "CANTOPEN",
        SQLITE_PROTOCOL: "PROTOCOL", SQLITE_EMPTY: "EMPTY", SQLITE_SCHEMA: "SCHEMA", SQLITE_TOOBIG: "TOOBIG",
        SQLITE_CONSTRAINT: "CONSTRAINT", SQLITE_MISMATCH: "MISMATCH", SQLITE_MISUSE: "MISUSE",
        SQLITE_NOLFS: "NOLFS", SQLITE_AUTH: "AUTH", SQLITE_FORMAT: "FORMAT", SQLITE_RANGE: "RANGE",
        SQLITE_NOTADB: "NOTADB",
    ]

    private static let extendedNames: [Int32: [String]] = [
        SQLITE_ERROR: ["MISSING_COLLSEQ", "RETRY", "SNAPSHOT"],
        SQLITE_ABORT: ["1", "ROLLBACK"],
        SQLITE_BUSY: ["RECOVERY", "SNAPSHOT", "TIMEOUT"],
        SQLITE_LOCKED: ["SHAREDCACHE", "VTAB"],
        SQLITE_READONLY: ["RECOVERY", "CANTLOCK", "ROLLBACK", "DBMOVED", "CANTINIT", "DIRECTORY"],
        SQLITE_IOERR: [
            "READ", "SHORT_READ", "WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "FSTAT", "UNLOCK", "RDLOCK", "DELETE",
            "BLOCKED", "NOMEM", "ACCESS", "CHECKRESERVEDLOCK", "LOCK", "CLOSE", "DIR_CLOSE", "SHMOPEN", "SHMSIZE",
            "SHMLOCK", "SHMMAP", "SEEK", "DELETE_NOENT", "MMAP", "GETTEMPPATH", "CONVPATH", "VNODE", "AUTH",
            "BEGIN_ATOMIC", "COMMIT_ATOMIC", "ROLLBACK_ATOMIC", "DATA", "CORRUPTFS",
        ],
        SQLITE_CORRUPT: ["VTAB", "SEQUENCE", "INDEX"],
        SQLITE_CANTOPEN: ["NOTEMPDIR", "ISDIR", "FULLPATH", "CONVPATH", "DIRTYWAL", "SYMLINK"],
        SQLITE_CONSTRAINT: [
            "CHECK", "COMMITHOOK", "FOREIGNKEY", "FUNCTION", "NOTNULL", "PRIMARYKEY", "TRIGGER", "UNIQUE", "VTAB",
            "ROWID", "PINNED", "DATATYPE",
        ],
        SQLITE_AUTH: ["USER"],
    ]
}
