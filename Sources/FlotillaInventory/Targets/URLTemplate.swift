import FlotillaDriver
import FlotillaSQL

/// A connection URL as an inventory writes it: secrets may stand in it as references, which are fetched when a target's
/// turn comes and never before.
///
/// A reference inside a part of the URL (user, password, host, port, database, option) is put in after the URL has been
/// parsed, so what it stands for needs no escaping and cannot become another part. A reference that is the whole text
/// stands for a whole URL. A literal `${` is written `%24%7B`.
public struct URLTemplate: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    public static let referenceLimit = 16

    /// As written. May hold a password, so it leaves this type only towards the roster, which takes the password out.
    let text: String
    /// What relative paths in it are relative to; empty for the working directory.
    public let folder: String
    /// In place of the URL's own database, where the text itself is a reference.
    let database: String?

    /// - Parameters:
    ///   - folder: that of the file that names this URL.
    ///   - allowsReferences: `false` for text from another system, which must not make us read files or run programs.
    public init(parsing text: String, folder: String = "", allowsReferences: Bool = true) throws(URLFault) {
        self.init(unchecked: text, folder: folder, database: nil)
        let skeleton = try URLSkeleton(of: text)
        if !allowsReferences, let first = skeleton.firstReferenceOffset {
            throw URLFault(problem: .referenceFromOutside, offset: first)
        }
        guard !skeleton.isWhole, let schema = try skeleton.parse().schema else { return }
        // What a reference stands for is looked at when it has been fetched.
        guard URLSkeleton.holdsMark(schema) || TargetRules.isSchema(schema) else { throw URLFault(problem: .badSchema) }
    }

    /// Text that has been parsed before.
    init(unchecked text: String, folder: String, database: String?) {
        self.text = text
        self.folder = folder
        self.database = database
    }

    /// Known from the scheme; `nil` when the whole URL is a reference.
    public var engine: Engine? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        switch text[..<colon].lowercased().split(separator: "+").first ?? "" {
        case "postgresql", "postgres": return .postgresql
        case "mysql", "mariadb": return .mysql
        case "sqlite": return .sqlite
        default: return nil
        }
    }

    /// ``ConnectionURL/serverKey`` where it can be told without fetching a secret.
    public var serverKey: String? {
        guard let skeleton = try? URLSkeleton(of: text), !skeleton.isWhole, skeleton.portReferences.isEmpty,
            let url = try? skeleton.parse(), !url.hosts.contains(where: { URLSkeleton.holdsMark($0.name) })
        else { return nil }
        return url.serverKey
    }

    /// The PostgreSQL schema that `?schema=` names, where that is plain text.
    var schema: String? {
        guard text.utf8.contains(UInt8(ascii: "?")), let skeleton = try? URLSkeleton(of: text), !skeleton.isWhole else {
            return nil
        }
        return (try? skeleton.parse())?.schema
    }

    /// The same server and login, another database.
    public func replacingDatabase(_ name: String) -> URLTemplate {
        guard let range = URLRanges(of: text).database else {
            return URLTemplate(unchecked: text, folder: folder, database: name)
        }
        let replaced = text[..<range.lowerBound] + PercentEncoding.encode(name) + text[range.upperBound...]
        return URLTemplate(unchecked: String(replaced), folder: folder, database: nil)
    }

    /// For people: references as they are written, a literal password as `***`.
    public var redacted: String {
        var shown = text
        if let range = URLRanges(of: text).password, !Self.isOneReference(text[range]) {
            shown.replaceSubrange(range, with: "***")
        }
        return database.map { "\(shown)/\(PercentEncoding.encode($0))" } ?? shown
    }

    public var description: String { redacted }
    public var customMirror: Mirror { Mirror(self, children: ["redacted": redacted]) }

    private static func isOneReference(_ part: Substring) -> Bool {
        part.hasPrefix("${") && part.firstIndex(of: "}") == part.indices.last
    }
}

/// A text that is no URL, and where. The offset counts characters (Unicode scalars) from the start of the text.
public struct URLFault: Error, Sendable, Hashable {
    public var problem: URLProblem
    public var offset: Int

    init(problem: URLProblem, offset: Int = 0) {
        self.problem = problem
        self.offset = offset
    }
}
