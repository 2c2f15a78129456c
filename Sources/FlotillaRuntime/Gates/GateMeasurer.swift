import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// Looks at the condition of a gate, once: asks databases or a web service, reads schemas, or runs a program.
///
/// It decides nothing; what a measurement means is ``GateProgress``'s affair. What cannot be looked at is an error and
/// never a pass. Everything that blocks does so on the pool, and all of it obeys the deadline and the signal to stop. One
/// measurer serves a whole rollout, because it remembers logins that servers refuse.
public struct GateMeasurer: Sendable {
    /// What a measurement is for.
    public struct Scene: Sendable, Hashable {
        public var rollout: String
        public var wave: String
        /// Where the wave has brought each of its targets, as far as that is known.
        public var versions: [TargetID: [RevisionID]]

        public init(rollout: String, wave: String, versions: [TargetID: [RevisionID]] = [:]) {
            self.rollout = rollout
            self.wave = wave
            self.versions = versions
        }
    }

    /// At most so many targets are asked at once; never more than the pool is wide.
    public let limit: Int
    private let pool: BlockingPool
    private let secrets: Secrets
    private let environment: Environment
    private let folder: String
    private let databases: DatabaseServices
    private let shapes: ShapeServices

    /// - Parameters:
    ///   - folder: the project's: programs run there, and relative files are seen from there.
    ///   - connectTimeout: for the login to one database.
    public init(
        adapters: [Engine: EngineAdapter], shapes: ShapeServices, secrets: Secrets, environment: Environment = .process,
        folder: String,
        pool: BlockingPool, limit: Int = 16, connectTimeout: Duration = .seconds(10)
    ) {
        self.pool = pool
        self.limit = max(1, min(limit, pool.width))
        self.secrets = secrets
        self.environment = environment
        self.folder = folder
        self.shapes = shapes
        databases = DatabaseServices(adapters: adapters, secrets: secrets, connectTimeout: connectTimeout)
    }

    /// One look. It is over at `deadline` or a moment later.
    ///
    /// - Parameter targets: those that the wave changed; only a question to targets looks at them, one after the other.
    public func measure(
        _ kind: GateKind, _ scene: Scene, targets: some Sequence<Target>, deadline: Deadline, stop: StopSignal
    ) async -> GateMeasurement {
        switch kind {
        case .sql(let gate):
            let question = SQLQuestion(gate, databases.within(deadline, stop))
            switch gate.place {
            case .targets: return await everyTarget(targets, question)
            case .database(let url): return await atPool { question.ask(url: url, folder: folder) }
            }
        case .fingerprint(.agree):
            return await agreement(of: targets, scene, ShapeQuestion(shapes, databases.within(deadline, stop)))
        case .http(let gate):
            return await atPool {
                HTTPMeasurement.of(WebQuestion(gate, folder: folder), secrets, deadline: deadline, stop: stop)
            }
        case .command(let words):
            return await atPool {
                CommandMeasurement.of(
                    words, folder: folder, environment: variables(scene), deadline: deadline, stop: stop)
            }
        case .soak, .approval:
            return .error("nothing is measured for this gate: time or a person decides")
        }
    }

    private func variables(_ scene: Scene) -> Environment {
        var environment = environment
        environment.values["FLOTILLA_ROLLOUT"] = scene.rollout
        environment.values["FLOTILLA_WAVE"] = scene.wave
        return environment
    }

    private func atPool(_ look: @escaping @Sendable () -> GateMeasurement) async -> GateMeasurement {
        await withTaskGroup(of: GateMeasurement.self) { group in
            group.addTask(executorPreference: pool) { look() }
            return await group.next() ?? .error("not measured")
        }
    }

    /// Every target has to satisfy.
    private func everyTarget(_ targets: some Sequence<Target>, _ question: SQLQuestion) async -> GateMeasurement {
        let answers = await askEach(targets) {
            TargetAnswers.Answer(target: $0.id, measurement: question.ask($0))
        }
        var sum = TargetAnswers()
        for answer in answers { sum.add(answer) }
        return sum.measurement
    }

    /// All targets have to be alike, but for shapes that somebody has accepted as drift.
    private func agreement(
        of targets: some Sequence<Target>, _ scene: Scene, _ question: ShapeQuestion
    ) async -> GateMeasurement {
        let answers = await askEach(targets) { (target: $0.id, answer: question.ask($0)) }
        return await atPool {
            let known: [KnownDrift]
            do throws(InventoryError) { known = try KnownDrift.all(in: shapes.migrations) } catch {
                return .error("the file of known drift cannot be read")
            }
            var sum = ShapeAnswers(known: known)
            for (target, answer) in answers { sum.add(answer, of: target, on: scene.versions[target] ?? []) }
            return sum.measurement(
                difference: { question.book.difference(from: $0, to: $1)?.lines.first?.text },
                digest: { question.book.difference(from: $0, to: $1)?.digest })
        }
    }

    /// No more than ``limit`` are asked at once.
    private func askEach<Answer: Sendable>(
        _ targets: some Sequence<Target>, _ ask: @escaping @Sendable (Target) -> Answer
    ) async -> [Answer] {
        await withTaskGroup(of: Answer.self) { group in
            var answers: [Answer] = []
            for (index, target) in targets.enumerated() {
                if index >= limit, let answer = await group.next() { answers.append(answer) }
                group.addTask(executorPreference: pool) { ask(target) }
            }
            for await answer in group { answers.append(answer) }
            return answers
        }
    }
}
