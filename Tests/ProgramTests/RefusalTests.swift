import Foundation
import Testing

/// Mistakes that would otherwise look like success.
@Suite struct RefusalTests {
    @Test("a migrations folder without versions is no empty graph")
    func missingVersions() throws {
        let place = try Workplace()
        let versions = place.path + "/migrations/versions"
        try FileManager.default.removeItem(atPath: versions)
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.status == 65 && finished.errors.contains("no folder migrations/versions"))
        #expect(finished.errors.contains("mkdir migrations/versions"))
        try FileManager.default.createDirectory(atPath: versions, withIntermediateDirectories: true)
        #expect(try place.flotilla("upgrade --all").status == 0, "one that is there and empty is a beginning")
    }

    @Test("a revision whose name ends in .SQL is not passed over in silence")
    func misnamed() throws {
        let place = try Workplace()
        try place.write("migrations/versions/r3.SQL", "")
        let finished = try place.flotilla("upgrade --all")
        #expect(finished.status == 65 && finished.errors.contains("migrations/versions/r3.SQL"))
        #expect(try place.effects() == [[]])
    }

    @Test(
        "a ledger that cannot be reached stops everything, and its password is not told, wherever it is given",
        arguments: [true, false])
    func ledgerURL(isVariable: Bool) throws {
        let url = "postgresql://ops:hunter2@127.0.0.1:1/flotilla"
        let place = try Workplace()
        if !isVariable { try place.write("flotilla.yaml", "inventory: targets.csv\nledger: \(url)\n") }
        let finished = try place.flotilla(
            ["upgrade", "--all"], environment: isVariable ? ["FLOTILLA_LEDGER": url] : [:])
        #expect(
            finished.status == 69 && finished.errors.contains("postgresql://ops:***@127.0.0.1:1/flotilla"),
            "\(finished.errors)")
        #expect(!finished.errors.contains("hunter2"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).allSatisfy { !$0.contains("postgres") })
    }

    @Test(
        "options that say what is meant are given once",
        arguments: [
            "upgrade --select region=eu --select region=us --yes", "upgrade --select=region=eu --select region=us",
            "upgrade --database sqlite:t1.db --database sqlite:t2.db", "upgrade --all -c flotilla.yaml --config x",
        ])
    func repeated(line: String) throws {
        let place = try Workplace(tenants: 2)
        let finished = try place.flotilla(line)
        #expect(finished.status == 64 && finished.errors.contains("is given more than once"), "\(finished.errors)")
        #expect(finished.errors.contains("next") && finished.output.isEmpty)
        #expect(try place.effects() == [[], []])
    }

    @Test("a range for a script that leads down is no upgrade", arguments: ["r2:r1", "r2:base", "r2:r2", "r2:"])
    func wrongWay(range: String) throws {
        let leadsDown = range == "r2:r1" || range == "r2:base"
        let printed = try Workplace().flotilla("upgrade \(range) --sql --engine sqlite")
        #expect(printed.status == (leadsDown ? 64 : 0), "\(printed)")
        #expect(printed.errors.contains("no way leads from r2 up to") == leadsDown, "\(printed)")
    }

    @Test("of options that only change the looks the last one counts")
    func looks() throws {
        #expect(try Workplace().flotilla("inventory list -o json -o name").output == "t1\n")
    }

    @Test("who asked for the file to be made and has no folder for it is told more than to ask for it")
    func missingFolder() throws {
        let finished = try Workplace().flotilla("current --database sqlite:missing/new.db?mode=rwc")
        #expect(finished.status == 69 && finished.errors.contains("make its folder"), "\(finished.errors)")
    }

    @Test("an id that no target has is named, with what comes near")
    func unknownID() throws {
        let finished = try Workplace(tenants: 2).flotilla("upgrade --select id=t22,region=us")
        #expect(finished.status == 64 && finished.errors.contains("no target has id=t22; did you mean t2"))
    }
}
