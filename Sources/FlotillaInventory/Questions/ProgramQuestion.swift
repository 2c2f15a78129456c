import FlotillaDriver
import Glibc

/// A program whose exit code is an answer. It is run without a shell and ends, with all that it started, when time is up;
/// what it prints is read and dropped, so that it never waits for us.
public enum ProgramQuestion {
    public struct End: Sendable, Hashable {
        /// `nil` for exit code 0.
        public var problem: ProcessProblem?
        /// The last line of its standard error, without passwords of URLs; empty when there is none.
        public var lastWords: String
    }

    /// Blocks until the program has ended, at most until `deadline`.
    ///
    /// - Parameters:
    ///   - words: the program, looked up in `PATH` when it holds no slash, and its arguments.
    ///   - folder: its working directory; empty for ours.
    public static func ask(
        _ words: [String], folder: String, environment: Environment, deadline: Deadline, stop: StopSignal
    ) -> End {
        let process: ChildProcess
        do {
            process = try ChildProcess(
                ChildProcess.Request(
                    words: words, folder: folder, environment: environment, deadline: deadline, stop: stop))
        } catch {
            return End(problem: error, lastWords: "")
        }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 1)
        defer { chunk.deallocate() }
        do {
            while try process.read(into: chunk) > 0 {}
            try process.finish()
            return End(problem: nil, lastWords: "")
        } catch {
            return End(problem: error, lastWords: lastLine(of: process.errorWords))
        }
    }

    private static func lastLine(of words: String) -> String {
        let lines = words.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        return lines.last.map(String.init) ?? ""
    }
}
