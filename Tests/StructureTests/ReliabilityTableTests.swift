import Testing

@Suite("The table of faults")
struct ReliabilityTableTests {
    @Test("names only suites that there are")
    func suitesExist() {
        let suites = Set(Repository.tests.map(\.path))
        let named = Repository.text("docs/reliability.md").matches(of: #/`(\w+Tests/(?:\w+/)*\w+Tests)`/#)
            .map { "Tests/\($0.output.1).swift" }
        #expect(!named.isEmpty && suites.isSuperset(of: named), "\(Set(named).subtracting(suites).sorted())")
    }
}
