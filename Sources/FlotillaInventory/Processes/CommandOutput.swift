/// What a program prints, as a source of bytes. A program that fails is told before its half answer is complained
/// about.
final class CommandOutput: ByteSource {
    private let process: ChildProcess
    private let fault: (ProcessProblem, String) -> InventoryError

    init(process: ChildProcess, fault: @escaping (ProcessProblem, String) -> InventoryError) {
        self.process = process
        self.fault = fault
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InventoryError) -> Int {
        let count: Int
        do { count = try process.read(into: buffer) } catch { throw fault(error, process.errorWords) }
        if count == 0 { try finish() }
        return count
    }

    func finish() throws(InventoryError) {
        do { try process.finish() } catch { throw fault(error, process.errorWords) }
    }
}
