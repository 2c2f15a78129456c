import Testing

@Suite("Floors")
struct FloorTests {
    let manifest = Manifest.ours

    @Test("The manifest lists floors, pure ones among them")
    func floorsAreFound() {
        #expect(manifest.floors.filter(\.isPure).map(\.name).contains("FlotillaSQL"))
    }

    @Test(
        "A target depends only on targets that stand below it in Package.swift",
        arguments: Manifest.ours.floors.map(\.name))
    func dependenciesPointDown(name: String) throws {
        let height = try #require(manifest.height(name))
        let upward = manifest.floors[height].below.filter { (manifest.height($0) ?? 0) <= height }
        #expect(
            upward.isEmpty,
            """
            \(name) depends on \(upward), which stands above it. Move what both need further down: imports that go \
            both ways make neither floor testable alone.
            """
        )
    }

    @Test("A file imports only what Package.swift puts below its module", arguments: Manifest.ours.floors.map(\.name))
    func importsPointDown(name: String) {
        let ours = Set(manifest.floors.map(\.name))
        let allowed = manifest.everythingBelow(name).union([name])
        for file in Repository.sources where file.module == name {
            for (module, line) in file.imports where ours.contains(module) && !allowed.contains(module) {
                Issue.record(
                    """
                    \(file.path):\(line) imports \(module), which does not stand below \(name). Move the code to the \
                    floor that may, or pass what it needs as an argument: the direction of imports is the \
                    architecture.
                    """
                )
            }
        }
        #expect(!allowed.isEmpty)
    }

    @Test("The program flotilla is built without macros: they take minutes and bring another package")
    func programIsWithoutMacros() {
        let below = manifest.everythingBelow("FlotillaTool")
        #expect(below.contains("FlotillaTables") && below.isDisjoint(with: ["FlotillaMacros", "FlotillaModels"]))
    }

    @Test("A pure floor imports pure floors only", arguments: Manifest.ours.floors.filter(\.isPure).map(\.name))
    func pureImportsPure(name: String) {
        let pure = Set(manifest.floors.filter(\.isPure).map(\.name))
        let files = Repository.sources.filter { $0.module == name }
        for file in files {
            for (module, line) in file.imports where !pure.contains(module) {
                Issue.record(
                    """
                    \(file.path):\(line) imports \(module). Take the fact as an argument or return the effect as a \
                    value: a pure floor can be simulated from one seed because it reaches nothing.
                    """
                )
            }
        }
        #expect(!files.isEmpty)
    }
}
