import Testing

@Suite("Rules for tests")
struct TestRuleTests {
    @Test("Every test claims something")
    func testsClaim() {
        for file in Repository.tests {
            let lines = file.codeLines
            for function in FunctionBody.all(in: file) {
                // The attribute may stand on the line of the function or, with its arguments, on some lines before it.
                let before = lines[max(0, function.firstLine - 8)..<(function.firstLine - 1)]
                let own =
                    [lines[function.firstLine - 1]]
                    + before.reversed().prefix { !$0.contains("{") && !$0.contains("}") }
                guard own.contains(where: { $0.contains("@Test") }) else { continue }
                #expect(
                    function.body.contains(#/[eE]xpect|#require|Issue\.record|confirmation\(/#),
                    """
                    \(file.path):\(function.firstLine) \(function.name) claims nothing. End it with the one #expect \
                    that its name promises: a test that cannot fail is no test.
                    """
                )
            }
        }
    }
}
