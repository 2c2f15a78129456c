import FlotillaDriver
import FlotillaKit
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

/// Why models cannot be compared, or no revision be written from them.
extension Complaint {
    init(_ problem: ModelProblem) {
        switch problem {
        case .noModels(let engine): self = .noModels(engine)
        case .noEngine:
            self.init(
                .usage, "it is not said for which engine",
                [.next("add --engine, or name them in flotilla.yaml: engines: [postgresql, sqlite]")])
        case .modelsTwice:
            self.init(
                .badSettings, "this program has models of its own, and flotilla.yaml names others",
                [.next("take models: out of flotilla.yaml, or use flotilla itself")])
        case .fault(let fault): self.init(fault)
        case .schema(let failure): self.init(failure)
        case .rename(let error, let engine): self = .rename(error, engine)
        case .schemasAside(let names, let compared): self = .schemasAside(names, compared)
        case .severalHeads(let heads):
            self.init(
                .badSettings, "there are several heads: \(Wording.sample(heads.map(\.text)))",
                [
                    .state("no revision was written"),
                    .next("join them first: flotilla merge"),
                ])
        case .notAtHead(let version, let heads):
            self.init(
                .failed,
                "the database is on \(VersionText.of(version)), and the revisions lead to \(VersionText.of(heads))",
                [
                    .state("no revision was written: it would repeat what the missing revisions do"),
                    .next("flotilla upgrade --database URL, then repeat"),
                ])
        case .unanswered(let failure):
            self.init(
                failure.cause.isAboutReaching ? .unreachable : .failed, "the database cannot be compared",
                [
                    .words(failure.message), .state("no revision was written"),
                    .next("see what is wrong with it: flotilla current"),
                ])
        case .unproven(let rest, let engine, let isBack):
            self.init(
                .failed, "the revision for \(engine.rawValue) does not lead \(isBack ? "back" : "where it should")",
                rest.lines.prefix(10).map { Fact("left to do", $0.text) } + [
                    .state("no revision was written; it was tried out on a scratch database only"),
                    .next("write this one by hand, and report the schema that leads here: it is a fault of flotilla"),
                ])
        case .notWritten(.unwritable(let error)): self.init([error])
        case .notWritten(.system(let path, let words)):
            self.init(
                .failed, "\(path) cannot be written",
                [.words(words), .state("no revision was written"), .next("correct that, then repeat the command")])
        }
    }

    private static func noModels(_ engine: Engine) -> Complaint {
        Complaint(
            .badSettings, "it is not said what schema is wanted on \(engine.rawValue)",
            [
                .next(
                    """
                    say so in flotilla.yaml: models: {sql: schema.sql}, or {command: [python, ddl.py]}, or {database: URL}
                    """)
            ])
    }

    private static func schemasAside(_ names: [String], _ compared: OtherSchemas) -> Complaint {
        let known: Set<String> = if case .named(let names) = compared { names } else { [] }
        let all = known.union(names).sorted().joined(separator: ", ")
        let patterns = names.map { "\"namespace:\($0)\"" }.joined(separator: ", ")
        let what = names.count == 1 ? "a schema that is not compared" : "schemas that are not compared"
        return Complaint(
            .badSettings, "models or revisions make things in \(what): \(Wording.sample(names))",
            [
                .state("no revision was written"),
                .next("name them in flotilla.yaml to compare them: compare: {schemas: [\(all)]}"),
                .next("or leave them out: compare: {exclude: [\(patterns)]}"),
            ])
    }

    private static func rename(_ error: RenameError, _ engine: Engine) -> Complaint {
        let why =
            switch error.reason {
            case .oldIsUnknown: "the old name is not there"
            case .oldIsWantedStill: "the models still want the old name"
            case .newIsUnknown: "the models do not want the new name"
            case .newIsThereAlready: "the new name is there already"
            case .changesPlaces: "names change places, which needs a name in between"
            case .isSaidTwice: "one of the names is in another rename"
            case .tableIsUnknown: "there is no such table"
            }
        if error.reason == .changesPlaces {
            return Complaint(
                .usage, "\(error.rename.text) is no rename on \(engine.rawValue): \(why)",
                [
                    .state("nothing was written"),
                    .next(
                        """
                        let the models use a third name first, with a revision of its own, and the name that is wanted in \
                        the next
                        """),
                ])
        }
        let next = error.nearMisses.first.map { "did you mean \($0)?" } ?? "name others, or leave --rename out"
        return Complaint(
            .usage, "\(error.rename.text) is no rename on \(engine.rawValue): \(why)",
            [.state("nothing was written"), .next(next)])
    }

    private static func noScratch(_ engine: Engine) -> Complaint {
        let name = engine.rawValue
        return Complaint(
            .badSettings, "schemas of \(name) are made on a server before they are compared, and none is named",
            [
                .next(
                    """
                    name one in flotilla.yaml on which databases may be made: \
                    scratch: {\(name): "\(name)://user@localhost/\(engine == .mysql ? "mysql" : "postgres")"}
                    """)
            ])
    }

    private static func unclosed(_ place: String, _ excerpt: String) -> Complaint {
        Complaint(
            .badSettings, "\(place) begins a transaction that nothing ends: what it makes would not stay",
            [
                .init("statement", excerpt), .state("tried out on a scratch database only"),
                .next("write COMMIT at the end, or take the statement out"),
            ])
    }

    private static func leaving(
        _ place: String, _ excerpt: String, _ database: String, _ engine: Engine
    ) -> Complaint {
        let hint = engine == .mysql ? "; mysqldump without --databases writes none" : ""
        return Complaint(
            .badSettings, "\(place) names another database than the one it is tried out on: \(database)",
            [.init("statement", excerpt), .state("nothing was run"), .next("take it out" + hint)])
    }

    private static func scratchAdvice(_ cause: FailureCause, _ engine: Engine) -> String {
        switch cause {
        case .unreachable, .connectionLost, .notReady:
            "see whether the server of 'scratch' in flotilla.yaml runs, and has this address"
        case .authentication: "correct name or password of 'scratch' in flotilla.yaml"
        case .missingDatabase:
            "let 'scratch' in flotilla.yaml name a database that is there, such as "
                + (engine == .mysql ? "mysql" : "postgres")
        default: "the login of 'scratch' in flotilla.yaml has to be allowed to make databases"
        }
    }

    /// Why a schema could not be had.
    init(_ failure: SchemaFailure) {
        let engine = failure.engine.rawValue
        switch failure.reason {
        case .noScratch: self = .noScratch(failure.engine)
        case .scratch(let error):
            self.init(
                error.cause.isAboutReaching ? .unreachable : .failed, "no scratch database could be made on \(engine)",
                [.words(error.message), .next(Self.scratchAdvice(error.cause, failure.engine))])
        case .folder(let path, let words):
            self.init(
                .failed, "no temporary folder could be made in \(path)",
                [.words(words), .next("name another place: set TMPDIR")])
        case .inventory(let error): self.init(error)
        case .statement(let source, let line, let excerpt, let error):
            self.init(
                .badSettings, "\(source):\(line) fails on \(engine)",
                [
                    .init("statement", excerpt), .words(error.message), .state("tried out on a scratch database only"),
                    .next("correct it there, then repeat the command"),
                ])
        case .rendered(let statement, let error):
            self.init(
                .failed, "a statement of the new revision fails on \(engine)",
                [
                    .init("statement", statement.sql), .words(error.message),
                    .state("no revision was written; it was tried out on a scratch database only"),
                    .next("write this one by hand, and report the schema that leads here: it is a fault of flotilla"),
                ])
        case .unclosed(let source, let line, let excerpt): self = .unclosed("\(source):\(line)", excerpt)
        case .leaving(let source, let line, let excerpt, let database):
            self = .leaving("\(source):\(line)", excerpt, database, failure.engine)
        case .script(let source, let line, let words):
            self.init(
                .badSettings, "\(source):\(line) cannot be read as \(engine): \(words)",
                [.state("nothing was run"), .next("correct it there, then repeat the command")])
        case .revision(let failure):
            let place = failure.place.map { [Fact("at", "\($0.file):\($0.line)")] } ?? []
            self.init(
                .failed, "the revisions cannot be run on an empty database of \(engine)",
                place + [
                    .words(failure.message), .state("tried out on a scratch database only"),
                    .next("correct the revision; flotilla rehearse runs them one by one"),
                ])
        case .reading(let error):
            self.init(
                error.cause.isAboutReaching ? .unreachable : .failed, "the schema on \(engine) cannot be read",
                [
                    .words(error.message), .state("nothing was written"),
                    .next("look whether the server is there and lets this login in: flotilla doctor"),
                ])
        }
    }
}

extension FailureCause {
    fileprivate var isAboutReaching: Bool {
        switch self {
        case .unreachable, .authentication, .tooManyConnections, .notReady, .missingDatabase, .connectionLost: true
        default: false
        }
    }
}
