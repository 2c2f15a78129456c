/// A count that goes up on a terminal, for work that may take longer than a second.
final class CountDisplay: Sendable {
    private let work: String
    private let noun: String
    private let console: Console
    private let isShown: Bool
    private let start = ContinuousClock.now

    init(work: String, noun: String, mode: ProgressMode, console: Console) {
        self.work = work
        self.noun = noun
        self.console = console
        isShown = mode.resolved(on: console.terminal) == .tty
    }

    func show(_ count: Int) {
        guard isShown, ContinuousClock.now - start > .seconds(1) else { return }
        console.show(["\(work): \(Wording.count(count)) \(noun)"])
    }

    func clear() { console.show([]) }
}
