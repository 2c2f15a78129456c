import FlotillaKit

/// What a worker says on standard error: a line for each thing that happens to it.
enum WorkerWords {
    static func lines(_ news: WorkerNews, on terminal: Terminal) -> [String] {
        switch news {
        case .enrolled(let worker, let targets):
            ["worker \(worker.number): reaches \(Wording.count(targets, "target")), waiting for rollouts"]
        case .joined(let record): ["joined rollout \(record.run), \(DisplayText.escaped(record.command))"]
        case .left(let record): ["left rollout \(record.run): \(RolloutWords(record: record).state)"]
        case .refused(let run, let error): ["not working on rollout \(run):"] + Complaint(error).lines(on: terminal)
        case .lost(let error): Complaint(error).lines(on: terminal) + ["trying again"]
        case .draining: ["stopped; nothing is under way"]
        }
    }
}
