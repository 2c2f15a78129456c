import Testing

@Suite("More targets than the server has connections")
struct ConnectionLimitTests {
    @Test("all succeed, and each step takes effect once: sixty targets, four connections, sixteen wanted at once")
    func sixtyOnFour() throws {
        let fleet = try SchemaFleet(
            60, loginOptions: "CONNECTION LIMIT 4",
            script: "INSERT INTO effects VALUES ('one');\nSELECT pg_sleep(0.05);")
        let run = try fleet.project.upgrade("--per-server", "16")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try fleet.effects() == [1: 60])
        let refusals = try fleet.project.ledger("SELECT count(*) FROM attempts WHERE cause = 'too many connections'")
        #expect(refusals != "0", "nothing was refused")
    }
}
