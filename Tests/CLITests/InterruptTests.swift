import Testing

@testable import FlotillaCLI
@testable import FlotillaRuntime

@Suite struct InterruptStageTests {
    private func after(_ events: [InterruptEvent]) -> (stage: InterruptStage, last: InterruptEffect?) {
        var stage = InterruptStage.idle
        var last: InterruptEffect?
        for event in events { last = stage.receive(event) }
        return (stage, last)
    }

    @Test(
        "the table of stages",
        arguments: [
            (InterruptStage.idle, InterruptEvent.runBegan, InterruptStage.running, nil),
            (.idle, .interruptArrived, .idle, .leave(.interrupted)),
            (.idle, .terminationArrived, .idle, .leave(.terminated)),
            (.idle, .timeRanOut, .idle, .leave(.timedOut)),
            (.running, .runBegan, .running, nil),
            (.idle, .runEnded, .idle, nil),
            (.running, .runEnded, .idle, nil),
            (.stopping(.interrupted), .runEnded, .stopping(.interrupted), nil),
            (.cancelling(.timedOut), .runEnded, .cancelling(.timedOut), nil),
            (.running, .interruptArrived, .stopping(.interrupted), .stopStarting),
            (.running, .terminationArrived, .stopping(.terminated), .stopStarting),
            (.running, .timeRanOut, .cancelling(.timedOut), .cancelRunning),
            (.stopping(.interrupted), .runBegan, .stopping(.interrupted), nil),
            (.stopping(.interrupted), .interruptArrived, .cancelling(.interrupted), .cancelRunning),
            (.stopping(.interrupted), .terminationArrived, .cancelling(.terminated), .cancelRunning),
            (.stopping(.interrupted), .timeRanOut, .cancelling(.timedOut), .cancelRunning),
            (.cancelling(.interrupted), .runBegan, .cancelling(.interrupted), nil),
            (.cancelling(.interrupted), .interruptArrived, .cancelling(.interrupted), .leave(.interrupted)),
            (.cancelling(.timedOut), .terminationArrived, .cancelling(.timedOut), .leave(.terminated)),
            (.cancelling(.interrupted), .timeRanOut, .cancelling(.interrupted), nil),
        ] as [(InterruptStage, InterruptEvent, InterruptStage, InterruptEffect?)])
    func table(row: (InterruptStage, InterruptEvent, InterruptStage, InterruptEffect?)) {
        var stage = row.0
        let effect = stage.receive(row.1)
        #expect(stage == row.2 && effect == row.3)
    }

    @Test("three times ^C leaves at once with 130")
    func threeTimes() {
        let result = after([.runBegan, .interruptArrived, .interruptArrived, .interruptArrived])
        #expect(result.last == .leave(.interrupted))
    }

    @Test("a run that is cancelled is told from one that comes to its end")
    func cancelled() {
        #expect(after([.runBegan, .interruptArrived]).stage.cancellation == nil)
        #expect(after([.runBegan, .interruptArrived, .interruptArrived]).stage.cancellation == .interrupted)
        #expect(after([.runBegan, .timeRanOut]).stage.cancellation == .timedOut)
    }

    @Test("a run that nobody stopped has no status of its own")
    func undisturbed() {
        #expect(after([.runBegan]).stage.status == nil)
    }
}

@Suite struct InterruptsTests {
    private let error = Recording()
    private let children = Recording()
    private let lastWords = Recording()
    private let control = RunControl()

    private func running(_ body: (Interrupts) -> Void) -> [ProgramStatus] {
        let recorded = Recording()
        let console = Console(write: { [error] in error.write($0) }, measure: { .plain })
        let interrupts = Interrupts(
            console: console, endChildren: { [children] in children.write("ended") },
            leave: { status, words in
                recorded.write("\(status.rawValue)")
                self.lastWords.write(words.joined(separator: "\n"))
            })
        interrupts.runBegins(control, resume: "flotilla upgrade --all")
        body(interrupts)
        return recorded.text.isEmpty ? [] : [recorded.text].compactMap { Int32($0).flatMap(ProgramStatus.init) }
    }

    @Test("the first ^C lets running targets finish")
    func first() {
        _ = running { $0.receive(.interruptArrived) }
        #expect(control.noMore.isRaised && !control.cancel.isRaised)
    }

    @Test("^C at a question behind the work leaves at once")
    func question() {
        let left = running {
            $0.runEnds()
            $0.receive(.interruptArrived)
        }
        #expect(left == [.interrupted] && !control.noMore.isRaised)
    }

    @Test("the first ^C says how to go on")
    func resume() {
        _ = running { $0.receive(.interruptArrived) }
        #expect(error.text.contains("To go on later: flotilla upgrade --all\n"))
    }

    @Test("the second ^C cancels what runs")
    func second() {
        _ = running {
            $0.receive(.interruptArrived)
            $0.receive(.interruptArrived)
        }
        #expect(control.cancel.isRaised)
    }

    @Test("the third SIGTERM leaves with 143")
    func third() {
        let left = running { interrupts in for _ in 0..<3 { interrupts.receive(.terminationArrived) } }
        #expect(left == [.terminated])
    }

    @Test("the end of --timeout cancels what runs")
    func timeout() {
        _ = running { $0.receive(.timeRanOut) }
        #expect(control.cancel.isRaised)
    }

    @Test("what is cancelled includes programs that run for us")
    func programs() {
        _ = running { $0.receive(.interruptArrived) }
        #expect(children.text.isEmpty)
        _ = running { $0.receive(.timeRanOut) }
        #expect(children.text == "ended")
    }

    @Test("who leaves because time is up says what state is left and what to do")
    func lastWordsOfTimeout() {
        let console = Console(write: { _ in }, measure: { .plain })
        let interrupts = Interrupts(console: console) { [lastWords] _, words in
            lastWords.write(words.joined(separator: "\n"))
        }
        interrupts.receive(.timeRanOut)
        #expect(lastWords.text.contains("  state  ") && lastWords.text.contains("  next   "))
    }
}
