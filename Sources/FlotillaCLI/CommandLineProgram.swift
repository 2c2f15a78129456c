import FlotillaInventory
import FlotillaKit
import FlotillaTables
import Glibc

/// A process that is flotilla's command line. Sets up what must be set before any thread exists, then hands over to
/// ``Launcher``.
public enum CommandLineProgram {
    /// Does what the arguments of the process ask for and ends it. To be called first thing, on the main thread.
    ///
    /// - Parameter models: what the schema is to be, in the place of `models:` in `flotilla.yaml`.
    public static func run(models: [any Model.Type]? = nil) {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // Scripts ask for the version often; it must not cost building the tree of commands.
        if arguments == ["--version"] {
            writeVersion()
            return
        }
        Interrupts.blockSignals()
        Hardening.apply()
        OpenFiles.allowAll()
        let writer = StreamWriter()
        let program = models == nil ? .flotilla : ProgramName(path: CommandLine.arguments.first ?? "")
        var shell = Shell.connected(
            to: writer, as: program, arguments: arguments, environment: Environment.process.values)
        shell.models = models.map { ModelSet($0) }
        serve(shell, writer)
    }

    private static func serve(_ shell: Shell, _ writer: StreamWriter) {
        // The process waits for this task: it ends the program, while the main thread serves signals.
        Task.detached {
            let status = await Launcher.run(shell)
            leave(status, writer, shell.interrupts.hasRun)
        }
        shell.interrupts.waitForSignals()
    }

    private static func writeVersion() {
        let line = Array((Version.line + "\n").utf8)
        guard write(STDOUT_FILENO, line, line.count) == line.count else { _exit(ProgramStatus.failed.rawValue) }
    }

    /// Ends the program once everything printed has arrived.
    ///
    /// `_exit`, not `exit`: threads may still wait inside C libraries, whose exit handlers would free what those use.
    private static func leave(_ status: Int32, _ writer: StreamWriter, _ hasRun: Bool) -> Never {
        ChildGroups.end()
        // A reader that has gone away, as `head` does, has what it wanted.
        guard let failure = writer.drain()[.output], failure != EPIPE else { _exit(status) }
        let complaint = Complaint(unwritable: String(cString: strerror(failure)), status, hasRun)
        for line in complaint.lines(on: .plain) { writer.write(line + "\n", to: .error) }
        _ = writer.drain()
        _exit(status == ProgramStatus.done.rawValue ? ProgramStatus.failed.rawValue : status)
    }
}

extension Complaint {
    /// The output that could not be written; the work it was to tell of is done.
    fileprivate init(unwritable words: String, _ status: Int32, _ hasRun: Bool) {
        let facts: [Fact] =
            hasRun
            ? [
                .state("the run itself has come to its end, with exit code \(status); only what it prints is lost"),
                .next("see where every target stands: flotilla status"),
            ] : [.next("repeat the command with another place for its output")]
        self.init(.failed, "cannot write the output", [.words(words)] + facts)
    }
}
