/// How far a person, or the clock, has gone in stopping this program. Pure: ``Interrupts`` acts on what it returns.
enum InterruptStage: Sendable, Hashable {
    /// Nothing has been begun that would have to come to an end. Any signal leaves at once.
    case idle
    /// A run is under way. The next signal goes to ``stopping``, the end of the time to ``cancelling``.
    case running
    /// Nothing new is started; what runs comes to its end. The next signal, or the clock, goes to ``cancelling``.
    case stopping(ProgramStatus)
    /// Statements are being cancelled and rolled back. The next signal leaves; the clock changes nothing any more.
    case cancelling(ProgramStatus)
}

enum InterruptEvent: Sendable, Hashable, CaseIterable {
    case runBegan
    /// What follows is not work: a person is asked, for one.
    case runEnded
    case interruptArrived
    case terminationArrived
    case timeRanOut
}

enum InterruptEffect: Sendable, Hashable {
    case stopStarting
    case cancelRunning
    /// At once, without waiting for anything.
    case leave(ProgramStatus)
}

extension InterruptStage {
    /// The effect is carried out before anything is said about it, so that a blocked terminal delays nothing.
    mutating func receive(_ event: InterruptEvent) -> InterruptEffect? {
        switch (self, event) {
        case (.idle, .runBegan):
            self = .running
            return nil
        case (.running, .runBegan), (.stopping, .runBegan), (.cancelling, .runBegan):
            return nil
        case (.running, .runEnded):
            self = .idle
            return nil
        case (.idle, .runEnded), (.stopping, .runEnded), (.cancelling, .runEnded):
            return nil
        case (.idle, .interruptArrived), (.cancelling, .interruptArrived):
            return .leave(.interrupted)
        case (.idle, .terminationArrived), (.cancelling, .terminationArrived):
            return .leave(.terminated)
        case (.idle, .timeRanOut):
            return .leave(.timedOut)
        case (.running, .interruptArrived):
            self = .stopping(.interrupted)
            return .stopStarting
        case (.running, .terminationArrived):
            self = .stopping(.terminated)
            return .stopStarting
        case (.stopping, .interruptArrived):
            self = .cancelling(.interrupted)
            return .cancelRunning
        case (.stopping, .terminationArrived):
            self = .cancelling(.terminated)
            return .cancelRunning
        case (.running, .timeRanOut), (.stopping, .timeRanOut):
            self = .cancelling(.timedOut)
            return .cancelRunning
        case (.cancelling, .timeRanOut):
            return nil
        }
    }

    /// How the program ends when a run was cut short.
    var status: ProgramStatus? {
        switch self {
        case .idle, .running: nil
        case .stopping(let status), .cancelling(let status): status
        }
    }

    /// How the program ends when statements were cancelled, whose failing says nothing about them then.
    var cancellation: ProgramStatus? {
        switch self {
        case .idle, .running, .stopping: nil
        case .cancelling(let status): status
        }
    }
}
