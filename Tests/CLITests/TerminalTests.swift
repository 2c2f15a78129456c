import Testing

@testable import FlotillaCLI

@Suite struct TerminalTests {
    private func terminal(
        _ environment: [String: String] = [:], isTerminal: Bool = true, columns: Int? = 120,
        color: ColorChoice = .auto
    ) -> Terminal {
        Terminal(isTerminal: isTerminal, columns: columns, color: color, environment: environment)
    }

    @Test("a terminal has colours, a pipe has none", arguments: [true, false])
    func plainChoice(isTerminal: Bool) {
        #expect(terminal(isTerminal: isTerminal).isColored == isTerminal)
    }

    @Test("--color wins over NO_COLOR")
    func optionWins() {
        #expect(terminal(["NO_COLOR": "1"], color: .always).isColored)
    }

    @Test("--color=never wins over CLICOLOR_FORCE")
    func neverWins() {
        #expect(!terminal(["CLICOLOR_FORCE": "1"], color: .never).isColored)
    }

    @Test("NO_COLOR wins over CLICOLOR_FORCE")
    func noColorWins() {
        #expect(!terminal(["NO_COLOR": "1", "CLICOLOR_FORCE": "1"]).isColored)
    }

    @Test("an empty NO_COLOR means nothing")
    func emptyNoColor() {
        #expect(terminal(["NO_COLOR": ""]).isColored)
    }

    @Test("CLICOLOR_FORCE colours a pipe")
    func force() {
        #expect(terminal(["CLICOLOR_FORCE": "1"], isTerminal: false).isColored)
    }

    @Test("CLICOLOR_FORCE wins over TERM=dumb")
    func forceOverDumb() {
        #expect(terminal(["CLICOLOR_FORCE": "1", "TERM": "dumb"]).isColored)
    }

    @Test("a dumb terminal has no colours and is never redrawn")
    func dumb() {
        let terminal = terminal(["TERM": "dumb"])
        #expect(!terminal.isColored && !terminal.canRedraw)
    }

    @Test("a terminal that does not tell its width has that of COLUMNS")
    func columns() {
        #expect(terminal(["COLUMNS": "132"], columns: 0).width == 132)
    }

    @Test("a terminal of which nothing is known has 80 columns")
    func unknownWidth() {
        #expect(terminal(columns: nil).width == 80)
    }

    @Test("a pipe has no width")
    func pipeWidth() {
        #expect(terminal(isTerminal: false).width == nil)
    }

    @Test(
        "the locale says whether there is Unicode",
        arguments: [
            (["LANG": "de_DE.UTF-8"], true), (["LANG": "C.utf8"], true), (["LANG": "C"], false), ([:], false),
            (["LANG": "C.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "C.UTF-8"], true),
            (["LC_ALL": "", "LANG": "C.UTF-8"], true),
        ])
    func locale(environment: [String: String], isUnicode: Bool) {
        #expect(terminal(environment).isUnicode == isUnicode)
    }

    @Test("--color is found before anything is parsed", arguments: [["--color", "always"], ["x", "--color=always"]])
    func spelledColor(arguments: [String]) {
        #expect(ColorChoice.spelled(in: arguments) == .always)
    }

    @Test("progress is redrawn only on a terminal that can")
    func progressOnTerminal() {
        #expect(ProgressMode.auto.resolved(on: .screen(80)) == .tty)
    }

    @Test("progress for terminals becomes plain lines in a pipe", arguments: [ProgressMode.auto, .tty])
    func progressInPipe(mode: ProgressMode) {
        #expect(mode.resolved(on: .plain) == .plain)
    }
}
