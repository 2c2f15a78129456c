import Glibc
import Synchronization

/// What the process gives up, because secrets pass through it.
enum Hardening {
    private static let maskBefore = Mutex<mode_t>(0o022)

    static func apply() {
        // A core dump would hold every password of the fleet.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // The ledger and its companions name every tenant: readable by their owner only.
        maskBefore.withLock { $0 = umask(0o077) }
        hidePasswords()
    }

    /// For revisions and settings, which everybody reads who may read the project, and for a program that takes our place:
    /// what is made from now on is as open as the person has it elsewhere.
    static func opensNewFiles() { maskBefore.withLock { _ = umask($0) } }

    /// Overwrites passwords of URLs among the arguments, where `ps` and `/proc/<pid>/cmdline` show them to everybody.
    /// What the program itself knows of its arguments was copied before.
    private static func hidePasswords() {
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let argument = CommandLine.unsafeArgv[index] else { continue }
            let bytes = UnsafeMutableBufferPointer(start: argument, count: strlen(argument))
            guard let password = ArgumentPasswords.range(in: bytes.map { UInt8(bitPattern: $0) }) else { continue }
            for position in password { bytes[position] = CChar(bitPattern: UInt8(ascii: "*")) }
        }
    }
}
