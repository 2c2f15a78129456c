import Glibc

/// What the number of files that the process may have open means for a run.
public enum OpenFiles {
    /// A socket and another one to cancel with; a database file with its log and index.
    private static let perTarget = 3
    /// Streams, ledger, roster, inventory, and what the runtime keeps open.
    private static let others = 24

    /// How many targets may be under way at once, so that none fails for want of a descriptor.
    static var bearableTargets: Int {
        let limits = current
        guard limits.rlim_cur < rlim_t(Int32.max) else { return Int.max }
        return max(1, (Int(limits.rlim_cur) - others) / perTarget)
    }

    /// As many as the process may ask for without anybody's leave. For a program to call at its start: the limit belongs to
    /// the whole process, and systemd's usual one (1024) was made for programs that use `select`.
    public static func allowAll() {
        var limits = current
        limits.rlim_cur = limits.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    }

    private static var current: rlimit {
        var limits = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        return limits
    }
}
