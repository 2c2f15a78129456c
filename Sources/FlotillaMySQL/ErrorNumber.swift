import FlotillaRollout

/// What the error numbers of MySQL, MariaDB and their client library mean for a migration: the one place that knows.
///
/// Sources: "MariaDB Error Code Reference" (mariadb.com/kb), "Server Error Message Reference" (MySQL 8.0 manual), and
/// `errmsg.h` of Connector/C for the numbers 2000–2999 and 5000–5999.
enum ErrorNumber {
    static func cause(_ number: UInt32) -> FailureCause {
        switch number {
        // Cannot connect, unknown host, no socket, TLS.
        case 2001...2005, 2009...2011, 2026: .unreachable
        // Gone, lost, malformed or out-of-order packets, cannot write; connection killed or timed out by the server.
        case 2006, 2012...2014, 2027, 2055, 5013...5015, 1152, 1158...1161, 1184, 1927: .connectionLost
        // Denied, host not allowed or blocked, account locked, password expired, plug-ins that cannot or may not be used.
        case 1045, 1129, 1130, 1251, 1275, 1524, 1698, 1820, 1862, 2049, 2059, 2061, 3118, 4151, 5010, 5012:
            .authentication
        case 1040, 1203, 1226: .tooManyConnections
        // Shutting down; a Galera node that is not in sync.
        case 1047, 1053, 1077, 1079: .notReady
        case 1049: .missingDatabase
        // Also of GET_LOCK and metadata locks; 3572 is NOWAIT.
        case 1205, 3572: .lockTimeout
        // Deadlock, deadlock in an XA branch, row changed since the snapshot.
        case 1213, 1614, 1020: .deadlock
        case 1969, 3024: .statementTimeout
        case 1028, 1317, 3169: .cancelled
        case 1290, 1792, 1836, 1874: .readOnly
        case 1021, 1026, 1114: .diskFull
        // Wrong index, crashed table, not a table, corrupt index.
        case 1034, 1035, 1194, 1195, 1712: .corrupt
        case 1022, 1048, 1062, 1169, 1216, 1217, 1364, 1451, 1452, 1557, 1586, 1761, 1762, 1859, 3819, 4025:
            .constraintViolation
        case 1064, 1065, 1149: .syntax
        case 1044, 1095, 1141...1143, 1227, 1370, 1410, 1419: .permission
        // Not in this version, engine or algorithm; LOCAL INFILE, which is switched off (2000 when the server asks for a
        // file unbidden); a packet beyond our limit.
        case 1148, 1178, 1235, 1286, 1289, 1845, 1846, 2000, 2007, 2020, 4166: .unsupported
        // Character set of the URL.
        case 2019: .configuration
        default: .other
        }
    }

    /// The client library says it, not the server: after that nothing on the connection can be relied upon.
    static func isClientSide(_ number: UInt32) -> Bool {
        (2000...2999).contains(number) || (5000...5999).contains(number)
    }

    /// A statement ended because someone, or a limit, interrupted it.
    static func isInterruption(_ number: UInt32) -> Bool {
        cause(number) == .cancelled || cause(number) == .statementTimeout
    }
}
