import Testing

@Suite("Bans")
struct BanTests {
    @Test("No file breaks a ban", arguments: Ban.all)
    func holds(_ ban: Ban) throws {
        let breaches = try ban.breaches(in: ban.files)
        #expect(
            breaches.isEmpty,
            "\(ban.name) at \(breaches.joined(separator: ", ")). Instead: \(ban.instead). Because \(ban.reason).")
    }

    @Test("What the compiler cannot prove safe has its proof in a comment beside it")
    func unsafeSendableIsProven() {
        for file in Repository.sources {
            let lines = file.lines
            for (index, line) in file.codeLines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let beside = lines[max(0, index - 1)...min(lines.count - 1, index + 1)]
                #expect(
                    beside.contains { $0.contains("//") },
                    """
                    \(file.path):\(index + 1) switches the check off without saying why that is safe. Put the proof \
                    in a comment on the line before or after, or use a Mutex: the next reader cannot see what you \
                    saw.
                    """
                )
            }
        }
    }

    @Test("A ban sees code and overlooks comments and literals")
    func bansSeeCode() throws {
        let file = SourceFile(
            path: "Sources/FlotillaSQL/Example.swift",
            text: """
                // print("in a comment")
                let a = "print(1)" + #"a "print(2)" b"# + "\\("print(3)")"
                /* print(4) /* print(5) */ print(6) */ print(7)
                """)
        let ban = try #require(Ban.words.first { $0.name == "print" })
        #expect(try ban.breaches(in: [file]) == ["Sources/FlotillaSQL/Example.swift:3"])
    }
}
