import Testing

/// Mistyped words and wrong inventories: nothing is touched, and what was meant is named.
@Suite struct SelectionTests {
    private func refused(_ line: String, _ place: Workplace) throws -> Finished {
        let finished = try place.flotilla(line)
        #expect(finished.output.isEmpty, "results go to standard output, refusals do not")
        #expect(try place.effects().allSatisfy { $0.isEmpty })
        return finished
    }

    @Test(
        "what is mistyped exits with 64 and names what comes near",
        arguments: [
            ("upgrdae --all", "did you mean upgrade?"), ("inventory lst", "did you mean list?"),
            ("upgrade --targt t1", "Did you mean '--target'?"), ("upgrade --target t11", "did you mean t1"),
            ("upgrade --select regon=eu", "did you mean region?"), ("upgrade --select region=ue", "did you mean eu"),
            ("upgrade r11 --target t1", "did you mean r1"), ("help exit-code", "did you mean exit-codes?"),
        ])
    func nearMisses(line: String, hint: String) throws {
        let finished = try refused(line, Workplace(tenants: 3))
        #expect(finished.status == 64 && finished.errors.contains(hint), "\(finished.errors)")
    }

    @Test("several targets without --yes and without a terminal exit with 64, name the flag and change nothing")
    func nobodyToAsk() throws {
        let finished = try refused("upgrade --all", Workplace(tenants: 2))
        #expect(finished.status == 64 && finished.errors.contains("--yes"))
    }

    @Test("who names no target gets no default")
    func nothingNamed() throws {
        let finished = try refused("upgrade", Workplace(tenants: 1))
        #expect(finished.status == 64 && finished.errors.contains("--all"))
    }

    @Test("selected targets are changed and no others")
    func selected() throws {
        let place = try Workplace(tenants: 4)
        #expect(try place.flotilla(["upgrade", "--select", "region in (eu), id!=t1", "--yes"]).status == 0)
        #expect(try place.versions() == [[], [], ["r2"], []])
    }

    @Test(
        "what is wrong in the inventory is told with file, line and column",
        arguments: [
            ("targets:\n  - id: a\n    url: sqlite:a.db\n  - id: A\n    url: sqlite:b.db\n", "fleet.yaml:4:5"),
            ("targets:\n  - id: a\n    uri: sqlite:a.db\n", "fleet.yaml:3:5"),
            ("targets:\n  - id: a\n    url: oracle://x/y\n", "fleet.yaml:3:10"),
            ("targets:\n  - id: a\n   url: sqlite:a.db\n", "fleet.yaml:3:"),
        ])
    func inventory(text: String, where position: String) throws {
        let place = try Workplace()
        try place.write("fleet.yaml", text)
        try place.write("flotilla.yaml", "inventory: fleet.yaml\n")
        let finished = try refused("upgrade --all", place)
        #expect(finished.status == 65 && finished.errors.contains(position), "\(finished.errors)")
    }

    @Test("one file under two names is refused before anything is changed")
    func sameFileTwice() throws {
        let place = try Workplace()
        try place.write("targets.csv", "id,url\nt1,sqlite:t1.db\nt2,sqlite:./t1.db\n")
        let finished = try place.flotilla("upgrade --all --yes")
        #expect(finished.status != 0 && finished.errors.contains("duplicate target"))
        #expect(try place.effects() == [["r1 up", "r2 up"]])
    }

    @Test("wrong settings exit with 65 and name file and line")
    func settings() throws {
        let place = try Workplace(settings: "  lock_timout: 2s\n")
        let finished = try refused("upgrade --all", place)
        #expect(finished.status == 65 && finished.errors.contains("flotilla.yaml:4:3"), "\(finished.errors)")
    }
}
