import FlotillaRuntime
import Testing

@testable import FlotillaCLI

@Suite struct LiveFrameTests {
    @Test("the live view at widths", arguments: [40, 80, 200])
    func widths(width: Int) {
        expectGolden(
            LiveFrame.lines(.sample(), title: "upgrade to head", on: .screen(width)), "live-\(width)")
    }

    @Test("the live view without Unicode")
    func ascii() {
        expectGolden(
            LiveFrame.lines(.sample(isStopping: true), title: "upgrade to head", on: .screen(80, isUnicode: false)),
            "live-ascii")
    }

    @Test("the live view never wraps", arguments: 20...120)
    func neverWraps(width: Int) {
        let lines = LiveFrame.lines(.sample(), title: "upgrade to head", on: .screen(width))
        #expect(lines.allSatisfy { DisplayText.width($0) < width })
    }

    @Test("a heartbeat is one plain line")
    func heartbeat() {
        #expect(
            ProgressDisplay.heartbeatLine(.sample(), title: "upgrade to head")
                == "upgrade to head: 1,204 of 3,000, 64 running, 2 waiting to try again, 6 not done, 9 s left")
    }

    @Test("progress for programs")
    func json() {
        expectGolden(ProgressDisplay.json(.sample(), title: "upgrade to head").text + "\n", "progress-json")
    }
}

@Suite struct ConsoleTests {
    private let error = Recording()

    private func console(_ terminal: Terminal) -> Console {
        Console(write: { [error] in error.write($0) }, measure: { terminal })
    }

    @Test("a line that stays is printed above the view")
    func lineAboveView() {
        let console = console(.screen(80))
        console.show(["view 1", "view 2"])
        console.say(["note"])
        #expect(error.text == "view 1\nview 2\n\r\u{1b}[2A\u{1b}[Jnote\nview 1\nview 2\n")
    }

    @Test("an empty view leaves nothing behind")
    func emptyView() {
        let console = console(.screen(80))
        console.show(["view"])
        console.show([])
        #expect(error.text.hasSuffix("\r\u{1b}[1A\u{1b}[J"))
    }

    @Test("a view that did not change is not drawn again")
    func unchanged() {
        let console = console(.screen(80))
        console.show(["view"])
        console.show(["view"])
        #expect(error.text == "view\n")
    }

    @Test("nothing is ever drawn into a pipe")
    func pipe() {
        console(.plain).show(["view"])
        #expect(error.text.isEmpty)
    }
}
