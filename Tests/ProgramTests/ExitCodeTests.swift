import Foundation
import Testing

/// Every exit code that SQLite can bring about; `flotilla help exit-codes` promises them.
@Suite struct ExitCodeTests {
    @Test("0: done, and nothing to do")
    func done() throws {
        let place = try Workplace()
        #expect(try [place.flotilla("upgrade --all").status, place.flotilla("upgrade --all").status] == [0, 0])
    }

    @Test("1: every target of a fleet failed")
    func failed() throws {
        let place = try Workplace(tenants: 2)
        try place.revision("r3", after: "r2", up: "SELECT nonsense;", down: nil)
        #expect(try place.flotilla("upgrade --all --yes").status == 1)
    }

    @Test("2 with --detailed-exitcode: targets were changed; 0 when there was nothing to do")
    func changed() throws {
        let place = try Workplace()
        let command = "upgrade --all --detailed-exitcode"
        #expect(try [place.flotilla(command).status, place.flotilla(command).status] == [2, 0])
    }

    @Test("2 with --detailed-exitcode: status found a target that is behind or was never seen")
    func behind() throws {
        let place = try Workplace()
        let command = "status --detailed-exitcode"
        let unseen = try place.flotilla(command).status
        try place.flotilla("upgrade r1 --all")
        let behind = try place.flotilla(command).status
        try place.flotilla("upgrade --all")
        #expect(try [unseen, behind, place.flotilla(command).status] == [2, 2, 0])
    }

    @Test("3: some targets failed, the others are done")
    func partial() throws {
        let place = try Workplace(tenants: 3)
        try Data("no database".utf8).write(to: URL(fileURLWithPath: place.tenants[1].path))
        let finished = try place.flotilla("upgrade --all --yes")
        #expect(finished.status == 3 && finished.errors.contains("t2 failed: corrupt"), "\(finished.errors)")
        #expect(try [place.tenants[0].versions(), place.tenants[2].versions()] == [["r2"], ["r2"]])
    }

    @Test("6: a second run on the same targets is refused, and says who holds them")
    func busy() throws {
        let place = try Workplace(tenants: 2)
        try place.endlessRevision("r3", after: "r2")
        let first = try place.start("upgrade --target t1 --progress json")
        try first.waitFor("\"running\":1")
        let second = try place.flotilla("upgrade r1 --all --yes")
        #expect(second.status == 6 && second.errors.contains("works on some of the same targets"))
        #expect(try place.flotilla("upgrade r1 --target t2").status == 0, "other targets are free")
        first.signal(SIGINT)
        try first.waitFor("Stopping")
        first.signal(SIGINT)
        #expect(try first.finish().status == 130)
    }

    @Test("7: --timeout cancels what runs, and the target is as it was")
    func timeout() throws {
        let place = try Workplace()
        try place.endlessRevision("r3", after: "r2")
        let finished = try place.flotilla("upgrade --all --timeout 1s")
        #expect(finished.status == 7 && finished.errors.contains("--timeout"), "\(finished.errors)")
        #expect(try place.effects() == [[]])
    }

    @Test("64: wrong usage", arguments: ["", "upgrade --all --target t1", "upgrade --nonsense", "stamp", "resolve t1"])
    func usage(line: String) throws {
        let finished = try Workplace().flotilla(line.isEmpty ? "nonsense" : line)
        #expect(finished.status == 64 && finished.output.isEmpty && !finished.errors.isEmpty)
    }

    @Test("65: there are no migrations, or the settings file does not exist")
    func settings() throws {
        let place = try Workplace()
        try FileManager.default.removeItem(atPath: place.path + "/migrations")
        #expect(try place.flotilla("upgrade --all").status == 65)
        #expect(try place.flotilla("status -c missing.yaml").status == 65)
    }

    @Test("69: the only target cannot be reached")
    func unreachable() throws {
        let place = try Workplace()
        let finished = try place.flotilla("upgrade --database sqlite:missing.db")
        #expect(finished.status == 69 && finished.errors.contains("mode=rwc"), "\(finished.errors)")
    }

    @Test("69: the ledger cannot be opened")
    func ledger() throws {
        let place = try Workplace()
        try place.write("blocked", "")
        let finished = try place.flotilla(
            ["upgrade", "--all"], environment: ["FLOTILLA_LEDGER": place.path + "/blocked/ledger.db"])
        #expect(finished.status == 69 && finished.errors.contains("ledger"), "\(finished.errors)")
        #expect(try place.effects() == [[]])
    }
}
