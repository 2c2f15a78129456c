import Testing

@testable import FlotillaCLI

@Suite struct DisplayTextTests {
    @Test(
        "what could act on a terminal is spelled out",
        arguments: [
            ("\u{1b}[2Jx", "\\u{1b}[2Jx"), ("a\r\nb", "a\\r\\nb"), ("tab\there", "tab\\there"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("\u{7f}", "\\u{7f}"), ("a\u{202e}b", "a\\u{202e}b"), ("\0", "\\u{0}"), ("plain é 日本", "plain é 日本"),
        ])
    func escaping(text: String, shown: String) {
        #expect(DisplayText.escaped(text) == shown)
    }

    @Test("line breaks end lines, other controls do not")
    func lines() {
        #expect(DisplayText.lines("one\r\ntwo\nthree\u{b}four") == ["one", "two", "three\\u{b}four"])
    }

    @Test("width is counted in columns", arguments: [("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("🚀", 2)])
    func width(text: String, columns: Int) {
        #expect(DisplayText.width(text) == columns)
    }

    @Test(
        "a text that is too long is cut with an ellipsis",
        arguments: [("abcdef", 4, "abc…"), ("日本語", 4, "日…"), ("ab", 2, "ab"), ("abc", 1, "…")])
    func fitting(text: String, limit: Int, shown: String) {
        #expect(DisplayText.fitted(text, to: limit, ellipsis: "…") == shown)
    }

    @Test("lines are broken between words")
    func wrapping() {
        #expect(DisplayText.wrapped("one two three", to: 8) == ["one two", "three"])
    }
}

@Suite struct WordingTests {
    @Test("thousands are grouped", arguments: [(0, "0"), (999, "999"), (3000, "3,000"), (-1_234_567, "-1,234,567")])
    func grouping(number: Int, text: String) {
        #expect(Wording.count(number) == text)
    }

    @Test("one is singular, everything else is not", arguments: [(0, "0 targets"), (1, "1 target"), (2, "2 targets")])
    func plural(number: Int, text: String) {
        #expect(Wording.count(number, "target") == text)
    }

    @Test(
        "a time has at most two units",
        arguments: [
            (Duration.milliseconds(4), "0.00 s"), (.milliseconds(120), "0.12 s"), (.milliseconds(9999), "10 s"),
            (.seconds(41), "41 s"), (.seconds(184), "3 min 4 s"), (.seconds(7500), "2 h 5 min"),
            (.seconds(273_600), "3 d 4 h"),
        ])
    func durations(duration: Duration, text: String) {
        #expect(Wording.duration(duration) == text)
    }

    @Test("a moment is told in universal time")
    func moment() {
        #expect(Wording.moment(secondsSinceEpoch: 1_795_335_791) == "2026-11-22 08:23:11Z")
    }

    @Test("a list ends with a word", arguments: [([], ""), (["a"], "a"), (["a", "b", "c"], "a, b or c")])
    func list(words: [String], text: String) {
        #expect(Wording.list(words, joining: "or") == text)
    }

    @Test(
        "the nearest word is suggested",
        arguments: [("upgarde", "upgrade"), ("stmp", "stamp"), ("statsu", "status"), ("hlep", "help")])
    func suggestion(word: String, nearest: String) {
        #expect(Suggestion.nearest(to: word, among: Root.tree.children.map(\.name)) == nearest)
    }

    @Test("nothing near is nothing suggested", arguments: ["", "x", "frobnicate"])
    func noSuggestion(word: String) {
        #expect(Suggestion.nearest(to: word, among: Root.tree.children.map(\.name)) == nil)
    }
}

@Suite struct CommandTextTests {
    @Test(
        "arguments are quoted where a shell needs it",
        arguments: [
            ("head", "head"), ("tier=free", "tier=free"), ("region in (eu,us)", "'region in (eu,us)'"),
            ("it's", "'it'\\''s'"), ("", "''"), ("!x", "'!x'"), ("$HOME", "'$HOME'"), ("a\nb", "'a\\nb'"),
        ])
    func quoting(word: String, text: String) {
        #expect(CommandText.quoted(word) == text)
    }

    @Test(
        "passwords are never repeated",
        arguments: ["postgresql://u:s3cr:t@h/d", "--database=postgresql://u:p@s3cr@h/d", "mysql://:s3cr/t@h"])
    func passwords(argument: String) {
        #expect(!CommandText.line(["upgrade", argument]).contains("s3cr"))
    }

    @Test("the rest of a URL is repeated")
    func restOfURL() {
        #expect(CommandText.line(["postgresql://u:pw@db:5432/x"]) == "flotilla 'postgresql://u:***@db:5432/x'")
    }

    @Test("a password typed in the wrong place does not come back in a message")
    func passwordInMessage() {
        let passwords = ArgumentPasswords(["upgrade", "--database=mysql://u:p@s$\\1@h/d"])
        #expect(passwords.hidden(in: "Unexpected 'mysql://u:p@s$\\1@h/d'") == "Unexpected 'mysql://u:***@h/d'")
    }

    @Test("a URL without a password is left alone", arguments: ["postgresql://u@h:5432/d", "sqlite:///a.db", "a:b@c"])
    func withoutPassword(argument: String) {
        #expect(ArgumentPasswords.range(in: Array(argument.utf8)) == nil)
    }
}
