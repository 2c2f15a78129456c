import FlotillaDriver
import FlotillaInventory
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL

/// Why revisions of another tool cannot be taken over.
extension Complaint {
    init(_ problem: ImportProblem) {
        let untouched = Fact.state("nothing was written")
        switch problem {
        case .project(let problem): self.init(problem)
        case .python(let error): self = .python(error)
        case .graph(let error):
            self.init(error)
            facts = facts.map { $0.label == Fact.state("").label ? untouched : $0 }
        case .taken(let revisions, let folder):
            self.init(
                .usage, "\(folder) has \(Wording.count(revisions.count, "revision")) of these already",
                [
                    .init("revisions", Wording.sample(revisions.map(\.text))), untouched,
                    .next(
                        "move away what an earlier import has written, or name another folder: migrations in flotilla.yaml"
                    ),
                ])
        case .filesTaken(let paths):
            self.init(
                .usage, "\(Wording.sample(paths)) \(paths.count == 1 ? "is" : "are") there already",
                [untouched, .next("move away what is there, then repeat the command")])
        case .ownFolder(let path):
            self.init(
                .usage, "\(path) is a folder of the Alembic project, which is only read",
                [
                    untouched,
                    .next(
                        "name another folder in flotilla.yaml, such as migrations: fleet-migrations; for a new project: flotilla init fleet-migrations"
                    ),
                ])
        case .unverified(let engine, let error): self = .unverified(engine.rawValue, error)
        case .notWritten(.unwritable(let error)): self.init([error])
        case .notWritten(.system(let path, let words)):
            self.init(
                .failed, "\(path) cannot be written",
                [.words(words), untouched, .next("correct that, then repeat the command")])
        }
    }

    private static func unverified(_ engine: String, _ error: AlembicReadingError) -> Complaint {
        let cause =
            switch error {
            case .problem(let problem): Complaint(problem)
            case .program(let error): python(error)
            }
        let said = cause.facts.filter { $0.label != Fact.state("").label }
        return Complaint(
            cause.status, "the project's own Alembic cannot bring an empty database of \(engine) to its heads",
            [.words(cause.headline)] + said.filter { $0.label != Fact.nextLabel } + [
                .state("the revisions are written; they are not verified"),
                .next("correct that in the project, then repeat with --verify"),
            ])
    }

    private static func python(_ error: InventoryError) -> Complaint {
        guard case .command(let name, let problem, let words) = error.reason else { return Complaint(error) }
        let said = words.isEmpty ? [] : [Fact.words(words)]
        return Complaint(
            .failed, "the Python that reads the project, \(name), \(ProcessProblemText.of(problem))",
            said + [
                .state("nothing was written"),
                .next("name the interpreter that has the project's packages: --python .venv/bin/python"),
            ])
    }

    /// Why an Alembic project cannot be read.
    init(_ problem: AlembicProblem) {
        let (headline, facts) = problem.words
        self.init(problem.status, headline, facts + [.state("nothing was written")])
        // What to do stands last.
        self.facts = self.facts.filter { $0.label != Fact.nextLabel } + facts.filter { $0.label == Fact.nextLabel }
    }
}

extension AlembicProblem {
    fileprivate var status: ProgramStatus {
        switch self {
        case .notFound, .bind: .usage
        case .application, .noAlembic, .noDriver, .unexpected, .silent: .failed
        case .unreadable, .missing, .noScripts, .syntax, .noRevision, .notLiteral, .duplicate, .empty: .badSettings
        }
    }

    fileprivate var words: (headline: String, facts: [Complaint.Fact]) {
        switch self {
        case .notFound(let path, let looked):
            (
                "there is no Alembic project at \(path)",
                [.init("looked for", Wording.list(looked))]
                    + [.next("name its alembic.ini, or the folder that holds it")]
            )
        case .unreadable(let path, let words): ("\(path) cannot be read", [.words(words)])
        case .missing(let path, let config): ("there is no folder \(path)", [.init("named in", config)])
        case .noScripts(let config): ("\(config) does not say where the scripts are: it has no script_location", [])
        case .syntax(let path, let line, let words):
            ("\(path):\(line) is no Python that can be read", [.words(words)])
        case .noRevision(let path):
            (
                "\(path) declares no revision",
                [.next("Alembic refuses such a file too: move it out of the folder, or correct it")]
            )
        case .notLiteral(let path, let line, let name):
            (
                "\(path):\(line): '\(name)' is no plain text or list, and nothing of the project is run to find it out",
                [.next("write the value itself")]
            )
        case .duplicate(let id, let paths):
            ("two files declare the revision \(id)", paths.map { .place($0) } + [.next("give one another identifier")])
        case .empty(let locations): ("there is no revision in \(Wording.list(locations))", [])
        case .bind(nil, let names):
            (
                "the revisions are made for several databases: \(Wording.list(names))",
                [.next("say which one this fleet is, such as --bind \(names.first ?? "default")")]
            )
        case .bind(let wanted?, let names):
            (
                names.isEmpty
                    ? "the revisions are made for one database, and --bind \(wanted) names one of several"
                    : "the revisions are made for no database '\(wanted)'",
                [.next(names.isEmpty ? "leave --bind out" : "choose one of \(Wording.list(names, joining: "or"))")]
            )
        case .application(let words):
            (
                "the Flask app of the project cannot be loaded",
                [.words(words), .next("say where it is, as FLASK_APP does: --app myapp:create_app")]
            )
        case .noAlembic(let python, let words):
            (
                "\(python) has no Alembic",
                [
                    .words(words),
                    .next("name the interpreter that has the project's packages: --python .venv/bin/python"),
                ]
            )
        case .noDriver(let python, let names):
            (
                "\(python) has no package by which it could speak with the scratch database",
                [.next("install one of \(Wording.list(names, joining: "or")) there, or verify for another --engine")]
            )
        case .unexpected(let words): ("the project's own Alembic fails", [.words(words)])
        case .silent(let python): ("\(python) gave up while it read the project", [])
        }
    }
}
