import FlotillaRevisions
import FlotillaSQL

/// A project of Alembic's, as it was read.
public struct AlembicProject: Sendable, Hashable {
    /// Where its commands are typed; absolute.
    public var folder: String
    /// Its `alembic.ini` or `pyproject.toml`; absolute.
    public var config: String
    /// Its env.py runs within a Flask app.
    public var isFlask: Bool
    /// As Flask finds the app (`FLASK_APP`).
    public var app: String?
    /// The folder of env.py; absolute.
    public var script: String
    /// The folders of its revisions; absolute.
    public var locations: [String]
    public var versionTable = "alembic_version"
    public var versionSchema: String?
    /// In the order of the files.
    public var revisions: [AlembicRevision] = []
    /// Engines for which env.py could not be run, and why: names that it gives to constraints may be missing.
    public var remarks: [Engine: String] = [:]
}

public struct AlembicRevision: Sendable, Hashable {
    public var header: RevisionHeader
    /// Absolute.
    public var path: String
    public var ways: [StepDirection: [Engine: AlembicWay]] = [:]
}

/// One direction of a revision on one engine.
public enum AlembicWay: Sendable, Hashable {
    /// Nothing to do when there is no part.
    case sql([Part])
    /// Its author says why there is no way.
    case irreversible(reason: String)
    case refused(Refusal)

    /// Statements that share a transaction, or that must run outside of one.
    public struct Part: Sendable, Hashable {
        public var runsAlone: Bool
        /// Each with the sign that ends it.
        public var statements: [String]
    }

    /// Why it cannot be had as SQL, and where.
    public struct Refusal: Sendable, Hashable {
        public var words: String
        public var path: String
        public var line: Int
    }
}

/// Why an Alembic project cannot be read.
public enum AlembicProblem: Error, Sendable, Hashable {
    /// There is no configuration there.
    case notFound(path: String, looked: [String])
    case unreadable(path: String, words: String)
    /// A folder that the configuration names is not there.
    case missing(path: String, config: String)
    /// The configuration does not say where the scripts are.
    case noScripts(config: String)
    case syntax(path: String, line: Int, words: String)
    /// A file that declares no revision.
    case noRevision(path: String)
    /// A variable that can only be known by running the file.
    case notLiteral(path: String, line: Int, name: String)
    case duplicate(String, paths: [String])
    case empty(locations: [String])
    /// The revisions are made for several databases, and none of these, or another one, was named.
    case bind(wanted: String?, names: [String])
    /// The Flask app cannot be loaded.
    case application(words: String)
    case noAlembic(python: String, words: String)
    /// None of these packages, by which SQLAlchemy speaks with a server.
    case noDriver(python: String, names: [String])
    /// An error of the project or of its Alembic's.
    case unexpected(words: String)
    /// The program that reads it gave up without saying why.
    case silent(python: String)
}
