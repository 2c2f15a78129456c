import FlotillaDriver
import FlotillaSQL

/// Where a project keeps its ledger, as it was written: a path, `sqlite:path`, or the URL of a PostgreSQL database in which
/// secrets may be references, as in a target's.
public enum LedgerSetting: Sendable, Hashable {
    /// A path, seen from the working directory.
    case file(String)
    /// Of PostgreSQL, or of an engine that only fetching a secret would tell.
    case url(URLTemplate)

    /// - Parameters:
    ///   - text: a path in it is already seen from the working directory.
    ///   - folder: that of the file in which it stands.
    init(parsing text: String, folder: String) throws(LedgerProblem) {
        guard Self.isURL(text) else {
            self = .file(text)
            return
        }
        let template: URLTemplate
        do { template = try URLTemplate(parsing: text, folder: folder) } catch { throw .badURL(error.problem) }
        switch template.engine {
        case .mysql: throw .engine(.mysql)
        case .postgresql, nil: self = .url(template)
        case .sqlite:
            guard let url = try? ConnectionURL(parsing: text) else { throw .badURL(.malformed) }
            self = .file(Paths.join(folder, url.database))
        }
    }

    /// Whether a text means a URL. Taken for a path, its password would become the name of a folder.
    static func isURL(_ text: String) -> Bool {
        text.contains("://") || text.hasPrefix("${") || text.lowercased().hasPrefix("sqlite:")
    }

    /// For people: without any password.
    public var shown: String {
        switch self {
        case .file(let path): path
        case .url(let template): template.redacted
        }
    }

    /// The URL with its secrets, for the moment of logging in. Blocks while a command runs.
    public static func resolve(_ template: URLTemplate, secrets: Secrets) throws(InventoryError.Reason) -> ConnectionURL
    {
        let url = try template.resolve(secrets: secrets)
        if url.engine == .mysql { throw .badLedger(origin: nil, .engine(.mysql)) }
        // The ledger has a schema of its own.
        if url.schema != nil { throw .badLedger(origin: nil, .schema) }
        return url
    }
}

/// Why a text names no place for a ledger.
public enum LedgerProblem: Error, Sendable, Hashable {
    case badURL(URLProblem)
    /// No ledger can lie there.
    case engine(Engine)
    /// The URL names a schema, which the ledger does not let anybody choose.
    case schema
}
