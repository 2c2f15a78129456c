import FlotillaDriver

/// Statements that somebody else writes: a file, or what a program prints. Blocks.
public enum SchemaText {
    /// In bytes.
    private static let limit = 64 << 20

    public static func file(_ path: String) throws(InventoryError) -> [UInt8] {
        try collect(try FileBytes(path, limit: limit), name: path)
    }

    /// What the program prints, if it ends well. It runs in `folder` without a shell.
    public static func output(
        of words: [String], folder: String, environment: Environment, deadline: Deadline, stop: StopSignal
    ) throws(InventoryError) -> [UInt8] {
        let request = ChildProcess.Request(
            words: words, folder: folder, environment: environment, deadline: deadline, stop: stop)
        let name = words[0]
        let process: ChildProcess
        do { process = try ChildProcess(request) } catch {
            throw InventoryError(.command(name: name, error, words: ""))
        }
        let output = CommandOutput(process: process) { InventoryError(.command(name: name, $0, words: $1)) }
        let bytes = try collect(output, name: name)
        try output.finish()
        return bytes
    }

    private static func collect(_ source: some ByteSource, name: String) throws(InventoryError) -> [UInt8] {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
        defer { chunk.deallocate() }
        var bytes: [UInt8] = []
        while true {
            let count = try source.read(into: chunk)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw InventoryError(.tooLarge(limit: limit), at: Place(file: name)) }
        }
    }
}
