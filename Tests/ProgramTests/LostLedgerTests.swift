import FlotillaDriver
import Foundation
import Testing

/// The ledger goes away while a run is under way: what is known is told all the same.
@Suite struct LostLedgerTests {
    /// Tenants one after the other; the second waits for a lock until the ledger is gone.
    private func run(_ format: String) throws -> Finished {
        let place = try Workplace(tenants: 3)
        let holder = try place.tenants[1].connect()
        _ = try holder.run(Batch("BEGIN EXCLUSIVE"), deadline: .after(.seconds(20)))
        let program = try place.start(
            "upgrade --all --yes --concurrency 1 --lock-timeout 600s --progress json -o \(format)")
        try program.waitFor("\"finished\":1")
        for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: place.path + "/.flotilla/ledger.db" + suffix)
        }
        holder.close()
        let finished = try program.finish()
        #expect(finished.status == 69, "\(finished)")
        #expect(try place.versions()[0...1] == [["r2"], ["r2"]])
        return finished
    }

    @Test("outcomes are printed, then what may be missing from the ledger and where to look")
    func table() throws {
        let finished = try run("table")
        #expect(finished.output.hasPrefix("3 targets: ✓ "), "\(finished.output)")
        #expect(finished.errors.contains("Error: the ledger was lost while the run was under way"))
        #expect(finished.errors.contains("  state  ") && finished.errors.contains("flotilla status --live --all"))
    }

    @Test("a document says that it is the only record")
    func json() throws {
        let document = try JSONSerialization.jsonObject(with: Data(run("json").output.utf8)) as? [String: Any]
        #expect(document?["recorded"] as? Bool == false && (document?["targets"] as? [Any])?.count == 3)
    }

    @Test("an output that cannot be written is told as that, with where the run is on record")
    func fullDevice() throws {
        let place = try Workplace()
        let process = try place.process(["upgrade", "--all"], environment: [:])
        let errors = Pipe()
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = errors
        try process.run()
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1 && said.contains("cannot write the output"))
        #expect(said.contains("come to its end") && said.contains("flotilla status"), "\(said)")
        #expect(try place.versions() == [["r2"]])
    }
}
