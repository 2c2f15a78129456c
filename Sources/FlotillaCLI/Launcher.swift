import ArgumentParser
import FlotillaKit

/// From arguments to an exit status: puts them in order, parses, runs, and says what went wrong.
enum Launcher {
    static func run(_ shell: Shell) async -> Int32 {
        await Shell.$current.withValue(shell) {
            do {
                try await runCommand(shell)
                return ProgramStatus.done.rawValue
            } catch let status as ProgramStatus {
                return status.rawValue
            } catch let complaint as Complaint {
                return report(complaint, shell)
            } catch let error as FlotillaError {
                // What we cut short ourselves is nobody's fault, and it has been said already.
                if case .models = error, let status = shell.interrupts.cancellation { return status.rawValue }
                return report(Complaint(error), shell)
            } catch {
                return reportParsing(error, shell)
            }
        }
    }

    private static func runCommand(_ shell: Shell) async throws {
        var command = try await Root.asyncParseAsRoot(try ordered(shell.arguments))
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    private static func ordered(_ arguments: [String]) throws(Complaint) -> [String] {
        if CommandLineShape.isForParser(arguments) { return arguments }
        let (tree, valueOptions) = (Root.tree, CommandLineShape.valueOptions)
        if let unknown = ArgumentOrder.unknownCommand(in: arguments, commands: tree, valueOptions: valueOptions) {
            throw Complaint(unknownCommand: unknown.word, known: unknown.known)
        }
        if let repeated = RepeatedOption.first(in: arguments, valueOptions: valueOptions) {
            throw Complaint(repeatedOption: repeated)
        }
        return ArgumentOrder.normalized(arguments, commands: tree, valueOptions: valueOptions)
    }

    private static func report(_ complaint: Complaint, _ shell: Shell) -> Int32 {
        shell.console.say(complaint.lines(on: shell.console.terminal))
        return complaint.status.rawValue
    }

    /// Help and completion scripts are results; everything else that the parser says is a complaint about usage.
    private static func reportParsing(_ error: any Error, _ shell: Shell) -> Int32 {
        let status = Root.exitCode(for: error).rawValue
        let message = shell.program.shown(in: Root.fullMessage(for: error))
        if status == ProgramStatus.done.rawValue {
            let isScript = CommandLineShape.isForParser(shell.arguments)
            shell.writeResult((isScript ? CompletionScript.mended(message) : message) + "\n")
        } else {
            shell.console.say(DisplayText.lines(message))
        }
        return status
    }
}

extension Complaint {
    init(unknownCommand word: String, known: [String]) {
        let nearest = Suggestion.nearest(to: word, among: known).map { [$0] } ?? []
        self.init(
            .usage, "there is no command '\(word)'",
            nearest.isEmpty ? [.next("see '\(Shell.current.program.text) --help'")] : Fact.suggestion(nearest))
    }
}
