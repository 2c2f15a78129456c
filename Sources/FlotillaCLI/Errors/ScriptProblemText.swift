import FlotillaKit
import FlotillaRuntime

/// Why no script can be printed.
extension Complaint {
    init(_ problem: ScriptProblem) {
        let state = Fact.state("nothing was printed")
        switch problem {
        case .noEngine:
            self.init(
                .usage, "it is not said for which engine the script shall be",
                [
                    state,
                    .next("add --engine postgresql, mysql or sqlite, or name a database with --database or --target"),
                ])
        case .severalKinds(let count):
            self.init(
                .usage, "the selected targets need \(Wording.count(count, "script")): they differ in engine or schema",
                [state, .next("name one of them with --target")])
        case .otherEngine(let engine, let asked):
            self.init(
                .usage, "the database is one of \(engine.rawValue), and the script was to be for \(asked.rawValue)",
                [state, .next("leave --engine out")])
        }
    }

    /// A script that somebody would run without being asked again.
    init(losing steps: [LosingStep], in work: String) {
        self.init(
            .usage, "the script for \(work) would lose data",
            DataLossText.facts(steps) + [
                .state("nothing was printed"), .next("if that is meant, add --lose-data"),
            ])
    }
}
