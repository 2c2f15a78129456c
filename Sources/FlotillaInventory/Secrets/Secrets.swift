import FlotillaDriver
import Glibc
import Synchronization

/// Fetches the values that references stand for, at the moment they are needed.
///
/// Blocks the calling thread while a command runs: use it on a ``BlockingPool``. What a command gave is kept for
/// ``commandLifetime``, because a thousand targets may share one; files and the environment are read each time.
public final class Secrets: Sendable {
    /// In bytes, of a file or of what a command prints.
    public static let sizeLimit = 64 * 1024
    public static let commandLifetime = Duration.seconds(60)
    static let keptCommands = 64

    private struct Command: Hashable {
        var words: [String]
        var folder: String
    }

    private let environment: Environment
    private let commandTimeout: Duration
    private let stop: StopSignal
    private let fetched = Mutex<[Command: (value: Secret, until: Deadline)]>([:])

    public init(
        environment: Environment = .process, commandTimeout: Duration = .seconds(30), stop: StopSignal = StopSignal()
    ) {
        self.environment = environment
        self.commandTimeout = commandTimeout
        self.stop = stop
    }

    /// - Parameter folder: what a relative file and a command with a slash are relative to; empty for the working
    ///   directory.
    public func value(of reference: Reference, folder: String = "") throws(SecretProblem) -> Secret {
        switch reference {
        case .environment(let name):
            guard let value = environment[name] else { throw .notSet }
            guard !value.isEmpty else { throw .empty }
            return Secret(value)
        case .file(let path): return try readFile(Paths.join(folder, path))
        case .command(let words): return try run(Command(words: words, folder: folder))
        }
    }

    /// Drops what commands gave: after a login was refused, the password may have been changed a moment ago.
    public func forget() { fetched.withLock { $0.removeAll() } }
}

extension Secrets {
    private func readFile(_ path: String) throws(SecretProblem) -> Secret {
        let file: OpenFile
        do {
            file = try OpenFile.regular(path).file
        } catch {
            switch error {
            case .unreadable(let words): throw .unreadable(words: words)
            case .notRegular: throw .notRegularFile
            }
        }
        return try collect { buffer throws(SecretProblem) in
            guard let count = file.read(into: buffer) else { throw .unreadable(words: systemWords()) }
            return count
        }
    }

    private func run(_ command: Command) throws(SecretProblem) -> Secret {
        if let kept = fetched.withLock({ $0[command] }), !kept.until.hasPassed { return kept.value }
        let request = ChildProcess.Request(
            words: command.words, folder: command.folder, environment: environment,
            deadline: .after(commandTimeout), stop: stop)
        let process = try asSecretProblem { () throws(ProcessProblem) in try ChildProcess(request) }
        let value = try collect { buffer throws(SecretProblem) in
            try asSecretProblem { () throws(ProcessProblem) in try process.read(into: buffer) }
        }
        try asSecretProblem(process.finish)
        fetched.withLock { kept in
            if kept.count >= Self.keptCommands { kept.removeAll() }
            kept[command] = (value, .after(Self.commandLifetime))
        }
        return value
    }

    private func asSecretProblem<Result>(
        _ body: () throws(ProcessProblem) -> Result
    ) throws(SecretProblem) -> Result {
        do { return try body() } catch { throw .command(error) }
    }

    /// Reads to the end and takes the line's end off, as a shell does.
    private func collect(
        _ read: (UnsafeMutableRawBufferPointer) throws(SecretProblem) -> Int
    ) throws(SecretProblem) -> Secret {
        var bytes: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { chunk.deallocate() }
        while true {
            let count = try read(chunk)
            if count == 0 { break }
            bytes += chunk.prefix(count)
            guard bytes.count <= Self.sizeLimit else { throw .tooLarge(limit: Self.sizeLimit) }
        }
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw .empty }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        return Secret(text)
    }
}
