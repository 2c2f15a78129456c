import Glibc

/// Which process on which machine; precise enough that a later process with the same number is told apart.
public struct ProcessMark: Sendable, Hashable {
    public let host: String
    public let pid: Int32
    /// When it started, in clock ticks since the machine did: field 22 of `/proc/PID/stat` (proc(5)); 0 if unknown.
    public let startTicks: Int64
    public let user: String

    public init(host: String, pid: Int32, startTicks: Int64, user: String) {
        self.host = host
        self.pid = pid
        self.startTicks = startTicks
        self.user = user
    }

    /// This process.
    public static var current: ProcessMark {
        ProcessMark(
            host: hostName, pid: getpid(), startTicks: ProcessFacts(pid: getpid())?.startTicks ?? 0, user: login)
    }

    /// False when this machine can tell that the process is gone; true when it runs or runs on another machine.
    var mayBeRunning: Bool {
        guard host == Self.hostName else { return true }
        guard kill(pid, 0) == 0 || errno != ESRCH else { return false }
        // Where /proc hides other users' processes, the number alone has to do.
        guard let facts = ProcessFacts(pid: pid), startTicks != 0 else { return true }
        return facts.startTicks == startTicks && !facts.isZombie
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The environment's word, because a directory service may be slow to answer who a number is.
    private static var login: String {
        let name = getenv("LOGNAME") ?? getenv("USER")
        return name.map { String(cString: $0) } ?? "uid \(geteuid())"
    }
}

/// Of `/proc/PID/stat`.
private struct ProcessFacts {
    let isZombie: Bool
    let startTicks: Int64

    init?(pid: Int32) {
        guard let text = SmallFile.read("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else { return nil }
        // The second field is the program's name in parentheses, which may hold blanks; the third follows it.
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 19, let ticks = Int64(fields[19]) else { return nil }
        isZombie = fields[0] == "Z"
        startTicks = ticks
    }
}

/// Files of the kernel, which are read in one go.
enum SmallFile {
    /// `nil` when it cannot be read; at most 256 KiB.
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 18 {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
