import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaSQL

/// Reads somebody's Alembic project by a program of ours that runs in the project's own Python: what the revisions say of
/// themselves, and their SQL for each engine. The project is only read. Blocks.
public struct AlembicReader: Sendable {
    /// An `alembic.ini`, its folder, a `migrations` folder of Flask-Migrate's, or that of its app.
    public var path: String
    public var python: String
    public var engines: [Engine]
    /// Which database, where the revisions are made for several.
    public var bind: String?
    /// Where Flask finds the app (`FLASK_APP`).
    public var app: String?
    /// What env.py gets by `-x`.
    public var arguments: [String] = []
    public var stop = StopSignal()
    public var timeout = Duration.seconds(1800)

    public init(path: String, python: String, engines: [Engine]) {
        self.path = path
        self.python = python
        self.engines = engines
    }

    /// - Parameter onWay: called for each direction of each revision on each engine, with their count.
    public func read(_ onWay: (Int) -> Void) throws(AlembicReadingError) -> AlembicProject {
        var answers = Answers()
        do {
            try ProgramLines.forEach(
                of: words(upgrades: false), environment: variables, deadline: .after(timeout), stop: stop
            ) { line throws(InventoryError) in
                let before = answers.wayCount
                answers.take(try JSONDocument.parse(line, name: python))
                if answers.wayCount > before { onWay(answers.wayCount) }
            }
        } catch {
            throw .program(error)
        }
        if let problem = answers.problem { throw .problem(problem) }
        guard answers.isWhole, let project = answers.project else { throw .problem(.silent(python: python)) }
        return project
    }

    /// The program and its arguments.
    func words(upgrades: Bool) -> [String] {
        [python, "-B", "-W", "ignore", "-c", Self.program, request(upgrades: upgrades).text]
    }

    var variables: Environment {
        var environment = Environment.process
        environment.values["PYTHONDONTWRITEBYTECODE"] = "1"
        return environment
    }

    private static var program: String {
        let files = [
            PackageResources.reading_py, PackageResources.rendering_py, PackageResources.environment_py,
            PackageResources.upgrading_py,
        ]
        return files.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }

    private func request(upgrades: Bool) -> JSON {
        var members = [JSON.Member("path", .string(path)), JSON.Member("engines", .strings(engines.map(\.rawValue)))]
        if let bind { members.append(JSON.Member("bind", .string(bind))) }
        if let app { members.append(JSON.Member("app", .string(app))) }
        if !arguments.isEmpty { members.append(JSON.Member("x", .strings(arguments))) }
        if upgrades { members.append(JSON.Member("upgrades", .boolean(true))) }
        return .object(members)
    }
}

public enum AlembicReadingError: Error, Sendable {
    case problem(AlembicProblem)
    /// Python could not be run, or ended badly.
    case program(InventoryError)
}

/// What the program has said so far.
struct Answers {
    var project: AlembicProject?
    var problem: AlembicProblem?
    var isWhole = false
    var wayCount = 0
    private var places: [String: Int] = [:]

    mutating func take(_ facts: JSON) {
        switch facts.text("kind") {
        case "project":
            project = AlembicProject(
                folder: facts.text("folder"), config: facts.text("config"),
                isFlask: facts["isFlask"] == .boolean(true), script: facts.text("script"),
                locations: facts.texts("locations"))
        case "application": project?.app = facts.optionalText("app")
        case "revision":
            places[facts.text("id")] = project?.revisions.count
            project?.revisions.append(AlembicRevision(facts))
        case "context":
            project?.versionTable = facts.text("table")
            project?.versionSchema = facts.optionalText("schema")
        case "environment":
            guard let engine = Engine(rawValue: facts.text("engine")) else { return }
            project?.remarks[engine] = Redaction.withoutPasswords(facts.text("words"))
        case "rendering":
            guard let place = places[facts.text("id")], let engine = Engine(rawValue: facts.text("engine")) else {
                return
            }
            let direction: StepDirection = facts.text("direction") == "upgrade" ? .up : .down
            project?.revisions[place].ways[direction, default: [:]][engine] = AlembicWay(facts)
            wayCount += 1
        case "problem": problem = AlembicProblem(facts)
        case "end": isWhole = true
        default: break
        }
    }
}

extension AlembicRevision {
    fileprivate init(_ facts: JSON) {
        header = RevisionHeader(
            id: RevisionID(facts.text("id")), parents: facts.texts("parents").map { RevisionID($0) },
            dependencies: facts.texts("dependencies").map { RevisionName($0) },
            labels: facts.texts("labels").map { BranchLabel($0) }, createDate: facts.optionalText("date"),
            message: facts.text("message"))
        path = facts.text("path")
    }
}

extension AlembicWay {
    fileprivate init(_ facts: JSON) {
        if let reason = facts.optionalText("irreversible") {
            self = .irreversible(reason: Redaction.withoutPasswords(reason))
        } else if let words = facts.optionalText("why") {
            self = .refused(
                Refusal(
                    words: Redaction.withoutPasswords(words), path: facts.text("path"), line: facts.number("line")))
        } else {
            self = .sql(
                facts.elements("parts").map {
                    Part(runsAlone: $0["alone"] == .boolean(true), statements: $0.texts("statements"))
                })
        }
    }
}

extension AlembicProblem {
    fileprivate init(_ facts: JSON) {
        let path = facts.text("path")
        let words = Redaction.withoutPasswords(facts.text("words"))
        switch facts.text("problem") {
        case "notFound": self = .notFound(path: path, looked: facts.texts("looked"))
        case "unreadable": self = .unreadable(path: path, words: words)
        case "missing": self = .missing(path: path, config: facts.text("config"))
        case "noScripts": self = .noScripts(config: path)
        case "syntax": self = .syntax(path: path, line: facts.number("line"), words: words)
        case "noRevision": self = .noRevision(path: path)
        case "notLiteral": self = .notLiteral(path: path, line: facts.number("line"), name: facts.text("name"))
        case "duplicate": self = .duplicate(facts.text("id"), paths: facts.texts("paths"))
        case "empty": self = .empty(locations: facts.texts("locations"))
        case "bind": self = .bind(wanted: facts.optionalText("wanted"), names: facts.texts("names"))
        case "application": self = .application(words: words)
        case "noDriver": self = .noDriver(python: facts.text("python"), names: facts.texts("names"))
        case "noAlembic": self = .noAlembic(python: facts.text("python"), words: words)
        default: self = .unexpected(words: words)
        }
    }
}

extension JSON {
    fileprivate subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    fileprivate func optionalText(_ key: String) -> String? {
        if case .string(let text)? = self[key] { text } else { nil }
    }

    fileprivate func text(_ key: String) -> String { optionalText(key) ?? "" }

    fileprivate func number(_ key: String) -> Int { if case .integer(let number)? = self[key] { number } else { 0 } }

    fileprivate func elements(_ key: String) -> [JSON] {
        if case .array(let elements)? = self[key] { elements } else { [] }
    }

    fileprivate func texts(_ key: String) -> [String] {
        elements(key).compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}
