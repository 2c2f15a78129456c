import FlotillaDriver
import FlotillaRollout
import FlotillaRuntime

/// Shows a run on standard error while it goes on. It only reads; a terminal that stands still holds up nothing.
struct ProgressDisplay: Sendable {
    /// Nothing is shown of a run that is over sooner.
    private static let quietTime = Duration.milliseconds(400)
    private static let frameTime = Duration.milliseconds(100)
    private static let reportTime = Duration.seconds(1)
    private static let heartbeat = Duration.seconds(30)

    let mode: ProgressMode
    let title: String
    /// `nil` before the run has begun.
    let progress: @Sendable () -> RunProgress?
    let console: Console

    /// Runs `work` with the display beside it; when this returns, nothing of the view is left on the terminal.
    func during<Value: Sendable, Failure: Error>(
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        // Ended by leaving this scope, which cancels it and waits for it.
        async let _: Void = run()
        return try await work()
    }

    private func run() async {
        switch mode.resolved(on: console.terminal) {
        case .auto, .tty: await redraw()
        case .plain: await beat()
        case .json: await reportEverySecond()
        case .none: break
        }
    }

    private func redraw() async {
        guard await hasPassed(Self.quietTime) else { return }
        repeat {
            guard let progress = progress() else { continue }
            console.show(LiveFrame.lines(progress, title: title, on: console.terminal))
        } while await hasPassed(Self.frameTime)
        console.show([])
    }

    private func beat() async {
        while await hasPassed(Self.heartbeat) {
            guard let progress = progress() else { continue }
            console.say([Self.heartbeatLine(progress, title: title)])
        }
    }

    private func reportEverySecond() async {
        while await hasPassed(Self.reportTime) {
            guard let progress = progress() else { continue }
            console.say([Self.json(progress, title: title).text])
        }
    }

    /// Waits; `false` when the run is over.
    private func hasPassed(_ duration: Duration) async -> Bool {
        (try? await Task.sleep(for: duration)) != nil
    }
}

extension ProgressDisplay {
    static func heartbeatLine(_ progress: RunProgress, title: String) -> String {
        var parts = [
            "\(Wording.count(progress.finished)) of \(Wording.count(progress.total))",
            "\(Wording.count(progress.running)) running",
        ]
        if progress.waitingForRetry > 0 {
            parts.append("\(Wording.count(progress.waitingForRetry)) waiting to try again")
        }
        let failed = progress.outcomes.filter { !$0.key.isDone }.values.reduce(0, +)
        if failed > 0 { parts.append("\(Wording.count(failed)) not done") }
        if let remaining = progress.remaining { parts.append("\(Wording.roughly(remaining)) left") }
        return "\(title): \(parts.joined(separator: ", "))"
    }

    static func json(_ progress: RunProgress, title: String) -> JSON {
        .object([
            JSON.Member("apiVersion", .string(ReportLayout.apiVersion)),
            JSON.Member("kind", .string("Progress")),
            JSON.Member("work", .string(title)),
            JSON.Member("total", .integer(progress.total)),
            JSON.Member("finished", .integer(progress.finished)),
            JSON.Member("running", .integer(progress.running)),
            JSON.Member("waitingForRetry", .integer(progress.waitingForRetry)),
            JSON.Member("outcomes", .counts(progress.outcomes)),
            JSON.Member("elapsedSeconds", .number(progress.elapsed.inSecondsRounded)),
            JSON.Member("ratePerSecond", .number(progress.rate)),
            JSON.Member("remainingSeconds", progress.remaining.map { .number($0.inSecondsRounded) } ?? .null),
        ])
    }
}
