import Foundation
import Testing

/// What is set, and where.
@Suite struct ConfigTests {
    @Test("every setting is shown, with what said so")
    func origins() throws {
        let place = try Workplace(settings: "  lock_timeout: 7s\n")
        let shown = try place.flotilla(
            ["config", "show", "--origin"], environment: ["FLOTILLA_VERSION_TABLE": "versions_of_mine"])
        let lines = shown.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.first == ["SETTING", "VALUE", "ORIGIN"])
        #expect(lines.contains(["defaults.lock_timeout", "7s", "flotilla.yaml:4:17"]), "\(shown.output)")
        #expect(lines.contains(["version_table", "versions_of_mine", "FLOTILLA_VERSION_TABLE"]))
        #expect(lines.contains(["defaults.connect_timeout", "10s", "default"]))
    }

    @Test("a password of the ledger's URL is not shown")
    func secret() throws {
        let place = try Workplace()
        let shown = try place.flotilla(
            ["config", "show", "-o", "json"], environment: ["FLOTILLA_LEDGER": "postgresql://u:hunter2@nowhere/l"])
        #expect(shown.status == 0 && shown.output.contains("nowhere/l") && !shown.output.contains("hunter2"))
    }
}
