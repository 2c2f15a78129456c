import Glibc
import Synchronization

/// The process groups of all programs that run for us, so that none of them outlives this process.
public enum ChildGroups {
    private struct State {
        var groups: Set<pid_t> = []
        var isClosed = false
    }

    private static let state = Mutex(State())

    /// Ends every program that runs for us, with what it started, and lets no other one begin. May be called from any
    /// thread and more than once.
    ///
    /// Whoever leaves the process calls this, so it waits for nobody for long: a program that is just being started on a
    /// file system that hangs is given up.
    public static func end() {
        for _ in 0..<100 {
            let isDone: Void? = state.withLockIfAvailable { state in
                state.isClosed = true
                // Not reaped yet, as long as they are in the set: no other process can have got the number.
                for group in state.groups { kill(-group, SIGKILL) }
            }
            if isDone != nil { return }
            poll(nil, 0, 2)
        }
    }

    static var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Starts a program with `spawn`, unless we are on the way out.
    static func start(_ spawn: () throws(ProcessProblem) -> pid_t) throws(ProcessProblem) -> pid_t {
        try state.withLock { (state) throws(ProcessProblem) in
            guard !state.isClosed else { throw .stopped }
            let group = try spawn()
            state.groups.insert(group)
            return group
        }
    }

    /// Waits for a program that has ended or is about to, and takes its status.
    static func reap(_ process: pid_t) -> Int32 {
        var facts = siginfo_t()
        while waitid(P_PID, id_t(process), &facts, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        return remove(process) {
            var status: Int32 = 0
            waitpid(process, &status, 0)
            return status
        }
    }

    /// The program has ended; `reap` takes its status. From then on its number may be given to another process.
    static func remove<Value>(_ group: pid_t, reap: () -> Value) -> Value {
        state.withLock { state in
            state.groups.remove(group)
            return reap()
        }
    }
}
