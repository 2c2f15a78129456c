import Glibc

/// Which process on which machine; precise enough that a later process with the same number is told apart.
public struct ProcessMark: Sendable, Hashable {
    public let host: String
    /// Within what `pid` is unique: a boot of a kernel and a namespace of processes. Two containers may bear one host
    /// name and still not see each other's processes.
    public let scope: String
    public let pid: Int32
    /// When it started, in clock ticks since the machine did: field 22 of `/proc/PID/stat` (proc(5)); 0 if unknown.
    public let startTicks: Int64
    public let user: String

    public init(host: String, scope: String, pid: Int32, startTicks: Int64, user: String) {
        self.host = host
        self.scope = scope
        self.pid = pid
        self.startTicks = startTicks
        self.user = user
    }

    /// This process.
    public static var current: ProcessMark {
        ProcessMark(
            host: hostName, scope: ownScope, pid: getpid(), startTicks: ProcessFacts(pid: getpid())?.startTicks ?? 0,
            user: login)
    }

    /// False when it can be seen from here that the process is gone; true when it runs, or is out of sight.
    var mayBeRunning: Bool {
        guard !scope.isEmpty, scope == Self.ownScope else { return true }
        guard kill(pid, 0) == 0 || errno != ESRCH else { return false }
        // Where /proc hides other users' processes, the number alone has to do.
        guard let facts = ProcessFacts(pid: pid) else { return true }
        return !facts.isZombie && (startTicks == 0 || startTicks == facts.startTicks)
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Empty when it cannot be told, and then nothing is concluded from process numbers.
    private static var ownScope: String {
        guard let boot = SmallFile.read("/proc/sys/kernel/random/boot_id") else { return "" }
        var facts = stat()
        guard stat("/proc/self/ns/pid", &facts) == 0 else { return "" }
        return boot.prefix { $0 != "\n" } + "/\(facts.st_ino)"
    }

    /// The environment's word, because a directory service may be slow to answer who a number is.
    private static var login: String {
        for variable in ["LOGNAME", "USER"] {
            guard let text = getenv(variable) else { continue }
            let name = String(cString: text)
            // One of blanks is nobody's.
            if name.contains(where: { !$0.isWhitespace }) { return name }
        }
        return "uid \(geteuid())"
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
