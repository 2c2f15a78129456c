import CSpawn
import Glibc

/// A program as it is started for us: no shell takes part, it inherits no open file, and it has a process group of its
/// own.
struct ChildStart {
    /// The program, looked up in `PATH` when it holds no slash, and its arguments.
    var words: [String]
    /// Its working directory; empty for ours.
    var folder: String
    var environment: Environment

    /// - Parameter input: what it reads; nothing when `nil`.
    func spawn(input: OpenFile? = nil, output: OpenFile, errors: OpenFile) throws(ProcessProblem) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input.descriptor, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output.descriptor, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.descriptor, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if !folder.isEmpty { posix_spawn_file_actions_addchdir_np(&actions, folder) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals as a program expects them, whatever our own threads block or ignore.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var process = pid_t()
        let status = withCStrings(words) { words in
            withCStrings(environment.values.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawnp(&process, self.words[0], &actions, &attributes, words, environment)
            }
        }
        guard status == 0 else { throw .notStarted(words: systemWords(status)) }
        return process
    }

    /// A list of C strings that ends with `nil`.
    private func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { buffer in
            // Never nil: there is at least the closing `nil` in it.
            guard let base = buffer.baseAddress else { preconditionFailure("an empty list of C strings") }
            return body(base)
        }
    }
}

/// A pipe whose ends no other program inherits.
struct ChildPipe {
    let reading: OpenFile
    let writing: OpenFile

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reading = OpenFile(descriptor: ends[0])
        writing = OpenFile(descriptor: ends[1])
    }
}
