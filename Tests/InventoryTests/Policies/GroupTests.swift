import FlotillaRollout
import Testing

@testable import FlotillaInventory

@Suite("Groups of people who approve")
struct GroupTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func settings(_ text: String) throws -> Settings {
        try Settings.load(
            file: try folder.write("flotilla.yaml", text), environment: Environment([:]))
    }

    @Test("of a project go into the policies that ask them, and into no other")
    func ofProject() throws {
        let policies = try Policies.load(
            try settings(
                """
                groups: {oncall: [mia, omar], dba: noor, idle: [zoe]}
                policies:
                  asks:
                    waves: [{name: canary, gates: [{approval: {by: [dba]}}]}]
                    gates: [{approval: {by: [oncall, ana]}}]
                  asks-nobody: {gates: [{approval: true}]}
                """))
        #expect(policies["asks"]?.groups == ["oncall": ["mia", "omar"], "dba": ["noor"]])
        #expect(policies["asks-nobody"]?.groups == [:])
    }

    @Test("of a policy's own count before those of the project, in a file of its own too")
    func ofPolicy() throws {
        let settings = try settings("groups: {oncall: [mia], dba: [noor]}\n")
        let file = try folder.write(
            "own.yaml", "gates: [{approval: {by: [oncall, dba]}}]\ngroups: {oncall: [zoe]}\n")
        #expect(try Policies.find(file, settings).groups == ["oncall": ["zoe"], "dba": ["noor"]])
        #expect(try Policies.read(file: file).groups == ["oncall": ["zoe"]])
    }

    @Test("with a mistake are told with the place in the project's file")
    func mistakes() throws {
        let settings = try settings("groups: {oncall: []}\npolicies: {a: }\n")
        do throws(InventoryError) {
            _ = try Policies.load(settings)
            Issue.record("no problem was found")
        } catch {
            #expect(Found(error, in: folder) == Found(.policy(.emptyGroup("oncall")), at: "flotilla.yaml:1:10"))
        }
    }

    @Test("are for policies: a person's own file of settings has none")
    func shared() throws {
        let file = try folder.write("config.yaml", "groups: {oncall: [mia]}\n")
        #expect(throws: InventoryError.self) { try SettingsFile(isProjects: false).read(file) }
        #expect(try SettingsFile(isProjects: true).read(file).isEmpty)
    }
}
