import Testing

@Suite("Tables of tests")
struct ReliabilityTableTests {
    @Test("name only suites that there are", arguments: ["docs/reliability.md", "docs/flask-migrate.md"])
    func suitesExist(page: String) {
        let suites = Set(Repository.tests.map(\.path))
        let named = Repository.text(page).matches(of: #/[`| ](\w+Tests/(?:\w+/)*\w+Tests)[` ]/#)
            .map { "Tests/\($0.output.1).swift" }
        #expect(!named.isEmpty && suites.isSuperset(of: named), "\(Set(named).subtracting(suites).sorted())")
    }
}
