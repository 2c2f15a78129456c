import FlotillaInventory
import FlotillaTables
import Glibc

/// What a command needs of the world around it: its streams, its environment, and who may interrupt it.
///
/// Commands reach it through ``current``, because ArgumentParser builds them and calls them without arguments. Tests
/// put a shell of their own there, with streams in memory.
struct Shell: Sendable {
    /// The arguments as the person typed them, without the program's name.
    var arguments: [String]
    var environment: [String: String]
    /// Those of a program that is more than `flotilla`.
    var models: ModelSet?
    /// What the person calls the program.
    var program = ProgramName.flotilla
    var writeResult: @Sendable (String) -> Void
    var console: Console
    var interrupts: Interrupts
    /// A terminal on standard input and standard error: somebody is there to answer.
    var canAsk: Bool
    /// Reads one line from the person, without its end; `nil` at the end of input. Blocks.
    var readAnswer: @Sendable () -> String?
    /// What standard output can show.
    var resultTerminal: @Sendable () -> Terminal

    @TaskLocal static var current = Shell.unconnected

    /// Prints nothing and knows nobody.
    static let unconnected = Shell(
        arguments: [], environment: [:], writeResult: { _ in },
        console: Console(write: { _ in }, measure: { .plain }),
        interrupts: Interrupts(console: Console(write: { _ in }, measure: { .plain }), leave: { _, _ in }),
        canAsk: false, readAnswer: { nil }, resultTerminal: { .plain })
}

extension Shell {
    /// Leaves without waiting for the writer: whoever holds the terminal must not hold the program.
    private static func leave(_ status: ProgramStatus, _ lastWords: [String], _ passwords: ArgumentPasswords) {
        ChildGroups.end()
        var readiness = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        if !lastWords.isEmpty && poll(&readiness, 1, 0) == 1 {
            let text = Array(passwords.hidden(in: lastWords.map { $0 + "\n" }.joined()).utf8)
            _ = write(STDERR_FILENO, text, text.count)
        }
        _exit(status.rawValue)
    }

    /// The shell of this process.
    ///
    /// - Parameter program: what is said to a person speaks of its commands by this name.
    static func connected(
        to writer: StreamWriter, as program: ProgramName, arguments: [String], environment: [String: String]
    ) -> Shell {
        let color = ColorChoice.spelled(in: arguments)
        let passwords = ArgumentPasswords(arguments)
        let console = Console(
            write: { writer.write(passwords.hidden(in: program.shown(in: $0)), to: .error) },
            measure: { Terminal.of(descriptor: STDERR_FILENO, color: color, environment: environment) })
        return Shell(
            arguments: arguments, environment: environment, program: program,
            writeResult: { writer.write(passwords.hidden(in: $0), to: .output) },
            console: console,
            interrupts: Interrupts(
                console: console, endChildren: ChildGroups.end,
                leave: { leave($0, $1.map(program.shown(in:)), passwords) }),
            canAsk: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
            readAnswer: { readLine(strippingNewline: true) },
            resultTerminal: { Terminal.of(descriptor: STDOUT_FILENO, color: color, environment: environment) })
    }
}
