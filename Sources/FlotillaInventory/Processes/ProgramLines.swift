import FlotillaDriver

/// What a program prints, line by line, while it runs. No shell takes part, its input is empty. Blocks.
public enum ProgramLines {
    /// Of a line, in bytes.
    private static let limit = 64 << 20

    /// - Parameter onLine: called with each line, without its end. What it throws ends the program.
    public static func forEach(
        of words: [String], environment: Environment, deadline: Deadline, stop: StopSignal,
        _ onLine: (String) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        let request = ChildProcess.Request(
            words: words, folder: "", environment: environment, deadline: deadline, stop: stop)
        let name = words[0]
        let process: ChildProcess
        do { process = try ChildProcess(request) } catch {
            throw InventoryError(.command(name: name, error, words: ""))
        }
        let output = CommandOutput(process: process) { InventoryError(.command(name: name, $0, words: $1)) }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
        defer { chunk.deallocate() }
        var line: [UInt8] = []
        while true {
            let count = try output.read(into: chunk)
            guard count > 0 else { break }
            var rest = chunk[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                try onLine(String(decoding: line, as: UTF8.self))
                line.removeAll(keepingCapacity: true)
                rest = rest[(end + 1)...]
            }
            line += rest
            guard line.count <= limit else {
                throw InventoryError(.command(name: name, .tooMuchOutput(limit: limit), words: ""))
            }
        }
        if !line.isEmpty { try onLine(String(decoding: line, as: UTF8.self)) }
    }
}
