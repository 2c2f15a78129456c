import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout

/// The way to a project's own Alembic: Python processes that have imported the project once and run single revisions of
/// it on many targets, one after the other.
///
/// They are started when the first step needs one, and there are never more than `width` of them: Python does one thing at
/// a time. They end with this object.
public final class AlembicBridge: Sendable {
    /// How long the project may take to be imported.
    private static let importLimit = Duration.seconds(120)
    /// Reads its program from its input, to the byte, and runs it. Nothing of a target is ever among its arguments.
    private static let bootstrap = """
        import os, sys
        size, program = int(sys.argv[1]), b""
        while len(program) < size:
            program += os.read(0, size - len(program)) or sys.exit(3)
        exec(compile(program, "<flotilla>", "exec"))
        """

    public let settings: AlembicSettings
    private let width: Int
    private let pool = Monitor(Pool())
    private let files = Monitor<AlembicFiles?>(nil)

    private struct Pool {
        var idle: [Conversation] = []
        var living = 0
        /// Why the first one could not be had; the others would fare no better.
        var fault: BridgeFault?
    }

    public init(_ settings: AlembicSettings, width: Int) {
        self.settings = settings
        self.width = max(1, width)
    }

    /// What the project's file of the revision holds; `nil` when it cannot be found. Read each time, because people edit.
    func source(of revision: RevisionID) -> [UInt8]? {
        let known = files.access { files in
            let known = files ?? AlembicFiles(settings)
            files = known
            return known
        }
        return known[revision]
    }
}

/// Why Python could not be brought to run anything.
struct BridgeFault: Error, Sendable, Hashable {
    var cause: FailureCause
    var message: String
    var place: BridgePlace?
}

/// A line of the project's own.
struct BridgePlace: Sendable, Hashable {
    var file: String
    var line: Int
    var text: String
}

// MARK: Processes

extension AlembicBridge {
    /// A process that has imported the project. Waits while all are at work.
    func borrow(stop: StopSignal) throws(BridgeFault) -> Conversation {
        enum Find {
            case idle(Conversation), none, fault(BridgeFault)
        }
        let find: Find = pool.wait { pool in
            if let fault = pool.fault { return .ready(.fault(fault)) }
            if stop.isRaised { return .ready(.fault(Self.stopped)) }
            if let last = pool.idle.popLast() { return .ready(.idle(last)) }
            // The signal wakes nobody here.
            guard pool.living < width else { return .keepWaiting(atMost: .milliseconds(250)) }
            pool.living += 1
            return .ready(.none)
        }
        switch find {
        case .idle(let conversation): return conversation
        case .fault(let fault): throw fault
        case .none: break
        }
        do throws(BridgeFault) {
            return try start(stop)
        } catch {
            pool.change { pool in
                pool.living -= 1
                if error.cause != .cancelled { pool.fault = error }
                return .all
            }
            throw error
        }
    }

    /// - Parameter isUsable: it waits for the next request; otherwise it is ended.
    func giveBack(_ conversation: Conversation, isUsable: Bool) {
        if !isUsable { conversation.end() }
        pool.change { pool in
            if isUsable { pool.idle.append(conversation) } else { pool.living -= 1 }
            return .one
        }
    }

    private func start(_ stop: StopSignal) throws(BridgeFault) -> Conversation {
        let deadline = Deadline.after(Self.importLimit)
        let program = PackageResources.clients_py + PackageResources.target_py + PackageResources.bridge_py
        var environment = Environment.process
        environment.values["PYTHONDONTWRITEBYTECODE"] = "1"
        if let flask = settings.flask { environment.values["FLASK_APP"] = flask }
        let conversation: Conversation
        do {
            conversation = try Conversation(
                words: [settings.python, "-c", Self.bootstrap, String(program.count), "flotilla:alembic"],
                folder: settings.project, environment: environment)
        } catch {
            throw BridgeFault(
                cause: .unusablePython,
                message: "Python cannot be started (\(settings.python), in \(settings.project)): \(error.startWords); "
                    + "correct 'alembic:' in \(settings.place.file)")
        }
        let answer: BridgeAnswer
        do throws(ProcessProblem) {
            try conversation.send(program, deadline: deadline, stop: stop)
            try conversation.send(line(greeting), deadline: deadline, stop: stop)
            answer = BridgeAnswer(try conversation.line(deadline: deadline, stop: stop))
        } catch {
            throw fault(error, conversation)
        }
        guard case .ready = answer else { throw fault(answer, conversation) }
        return conversation
    }

    private var greeting: JSON {
        .object([
            .init("config", .string(settings.config)),
            .init("flask", settings.flask.map { .string($0) } ?? .null),
        ])
    }

    private func line(_ request: JSON) -> [UInt8] { Array((request.text + "\n").utf8) }

    private func fault(_ answer: BridgeAnswer, _ conversation: Conversation) -> BridgeFault {
        guard case .failed(let complaint) = answer else {
            return BridgeFault(cause: .unusablePython, message: "the project's Python says what nobody asked")
        }
        let words =
            complaint.kind == .refused ? complaint.message : "the project cannot be imported: " + complaint.message
        return BridgeFault(
            cause: .unusablePython, message: Redaction.withoutPasswords(words) + conversation.printed,
            place: complaint.place)
    }

    private func fault(_ problem: ProcessProblem, _ conversation: Conversation) -> BridgeFault {
        if case .stopped = problem { return Self.stopped }
        return BridgeFault(
            cause: .unusablePython,
            message: "the project's Python \(problem.runningWords) while it imported the project"
                + conversation.printed)
    }

    private static var stopped: BridgeFault { BridgeFault(cause: .cancelled, message: "stopped before Python ran") }
}

// MARK: Requests

extension AlembicBridge {
    /// How a request ended, and what the process said of it.
    struct Reply: Sendable {
        var answer: BridgeAnswer
        /// The deputy was logged in; before that, nothing was done.
        var isConnected = false
        /// Of the deputy on its server.
        var session: Int?
        /// What the project printed, for people.
        var printed: String
    }

    /// Sends a request and waits for its answer. Past the deadline, and when told to stop, the process is killed.
    func run(_ request: JSON, on conversation: Conversation, deadline: Deadline, stop: StopSignal) -> Reply {
        conversation.forgetErrors()
        var reply = Reply(answer: .unintelligible, printed: "")
        do throws(ProcessProblem) {
            try conversation.send(line(request), deadline: deadline, stop: stop)
            reply.answer = BridgeAnswer(try conversation.line(deadline: deadline, stop: stop))
            if case .connected(let session) = reply.answer {
                reply.isConnected = true
                reply.session = session
                reply.answer = BridgeAnswer(try conversation.line(deadline: deadline, stop: stop))
            }
        } catch {
            reply.answer = .ended(error)
        }
        reply.printed = conversation.printed
        giveBack(conversation, isUsable: reply.answer.isRegular)
        return reply
    }
}

extension Conversation {
    private static let linesShown = 3

    /// The last lines that the project printed, without what Alembic says of each step; empty or ready to be put behind a
    /// sentence.
    fileprivate var printed: String {
        let lines = errorWords.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("INFO") }
        guard !lines.isEmpty else { return "" }
        return " (it printed: " + lines.suffix(Self.linesShown).joined(separator: " | ") + ")"
    }
}

extension ProcessProblem {
    fileprivate var startWords: String {
        switch self {
        case .notStarted(let words): words
        case .exited, .killed, .timedOut, .tooMuchOutput, .stopped: runningWords
        }
    }

    var runningWords: String {
        switch self {
        case .notStarted(let words): "could not be started: \(words)"
        case .exited(let status): "ended with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut: "did not end in time and was ended"
        case .tooMuchOutput: "said too much"
        case .stopped: "was stopped"
        }
    }
}
