import FlotillaDriver
import FlotillaInventory
import FlotillaKit
import FlotillaRuntime
import Testing

/// The first `^C`, and the second, while revisions are tried out.
@Suite("A rehearsal that is stopped")
struct StoppedRehearsalTests {
    @Test("says what it did not come to, and blames no revision", arguments: [false, true])
    func stopped(isCancelled: Bool) async throws {
        let project = try Project(
            settings: "engines: [postgresql, sqlite]\nscratch: {postgresql: \"\(Environment.postgresql())\"}\n")
        for (number, parent) in [nil, "a1", "a2"].enumerated() {
            let table = "t\(number)"
            try project.revision(
                "a\(number + 1)", after: parent, up: "CREATE TABLE \(table) (id INT);", down: "DROP TABLE \(table);")
        }
        let flotilla = Flotilla(settings: try Settings.load(file: project.path + "/flotilla.yaml"))
        let control = RunControl()
        let seen = Monitor<[RehearsedRevision]>([])
        let rest = try await flotilla.rehearse([], engines: [], control: control) { result in
            seen.access { $0.append(result) }
            if isCancelled { control.cancelRunning() } else { control.stopStarting() }
        }
        #expect(seen.access { $0.map(\.revision.text) } == ["a1"])
        #expect(seen.access { $0.map(\.result) } == [.reversible])
        let missing = rest.map { "\($0.engine.rawValue): \($0.revisions.map(\.text).joined(separator: " "))" }
        #expect(missing == ["postgresql: a2 a3", "sqlite: a1 a2 a3"])
    }
}
