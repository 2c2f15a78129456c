/// `command: [./list-tenants, --json]`: a program that prints targets as JSON, NDJSON or CSV.
///
/// It runs in the folder of the inventory file, without a shell. What begins with `{` or `[` is JSON, anything else
/// CSV; output is read while it comes, whatever its length.
struct CommandSource {
    static let shape = [FileKey("command", .words(.free), "A program that prints targets, and its arguments.")]

    private let words: [String]
    private let name: String

    init(_ fields: Fields) throws(InventoryError) {
        let written = try fields.words("command")
        // One text is split as a reference to a secret is: at spaces, nothing is quoted.
        let isOneText = if case .text = fields["command"]?.content { true } else { false }
        words = isOneText ? written.flatMap { $0.text.split(separator: " ").map(String.init) } : written.map(\.text)
        guard let first = words.first, !first.isEmpty else {
            throw InventoryError(.missingKey("command"), at: fields.place)
        }
        name = first
    }

    func deliver(_ run: Source.Run) throws(InventoryError) {
        let request = ChildProcess.Request(
            words: words, folder: run.scope.folder, environment: run.context.environment, deadline: run.deadline,
            stop: run.context.stop)
        let process: ChildProcess
        do { process = try ChildProcess(request) } catch {
            throw run.fault(.command(name: name, error, words: ""))
        }
        let output = CommandOutput(process: process) { run.fault(.command(name: name, $0, words: $1)) }
        let bytes = try ByteReader(output, name: name)
        // A command that failed half-way may have printed whole lines: nothing it said counts unless it ended well.
        try read(bytes, run)
        try output.finish()
    }

    private func read(_ bytes: ByteReader, _ run: Source.Run) throws(InventoryError) {
        var reader = JSONReader(bytes)
        switch try reader.peek() {
        case nil: return
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try JSONInventory.deliverOutput(&reader, to: run.delivery, scope: run.scope, source: run.place)
        default:
            try CSVInventory.deliver(bytes, to: run.delivery, scope: run.scope, place: run.place, isFile: false)
        }
    }
}
