/// What standard error shows while work goes on.
enum ProgressMode: String, Sendable, CaseIterable {
    case auto, tty, plain, json, none

    /// `auto` decided, and `tty` taken back where nothing can be redrawn: no `\r` ever reaches a log file.
    func resolved(on terminal: Terminal) -> ProgressMode {
        switch self {
        case .auto, .tty: terminal.canRedraw ? .tty : .plain
        case .plain, .json, .none: self
        }
    }
}
