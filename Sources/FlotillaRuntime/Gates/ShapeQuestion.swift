import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// What schemas are read with: as `drift` reads them.
public struct ShapeServices: Sendable {
    public var adapters: [Engine: SchemaAdapter]
    public var versionTable: String
    /// What of a PostgreSQL database is read besides the target's own schema.
    public var others: OtherSchemas
    /// The folder beside whose revisions drift is noted of which people know.
    public var migrations: String

    public init(
        _ adapters: [Engine: SchemaAdapter], versionTable: String, others: OtherSchemas = .none, migrations: String
    ) {
        self.adapters = adapters
        self.versionTable = versionTable
        self.others = others
        self.migrations = migrations
    }
}

/// A question to targets: what are you made of? Nothing can be changed by it; what it finds is in the book.
struct ShapeQuestion: Sendable {
    let services: ShapeServices
    let access: DatabaseAccess
    let book: ShapeBook

    init(_ services: ShapeServices, _ access: DatabaseAccess) {
        self.services = services
        self.access = access
        book = ShapeBook(services.adapters, others: services.others)
    }

    /// Blocks.
    func ask(_ target: Target) -> ShapeAnswers.Answer {
        do throws(Unanswered) {
            try access.checkTime()
            let url = try access.resolve(target)
            let (session, dialect) = try access.logIn(url)
            defer { session.close() }
            return .shape(try fingerprint(url, session, dialect), url.engine, product: session.server.product)
        } catch {
            return .none(access.stop.isRaised ? "stopped" : error.words)
        }
    }

    /// The session is closed without a commit.
    private func fingerprint(
        _ url: ConnectionURL, _ session: any Session, _ dialect: any MigrationDialect
    ) throws(Unanswered) -> String {
        let opening =
            switch url.engine {
            case .postgresql: "BEGIN READ ONLY"
            case .mysql: "START TRANSACTION READ ONLY"
            case .sqlite: "PRAGMA query_only = ON"
            }
        do {
            _ = try session.run(
                Batch(statements: [opening] + access.limits(of: session, dialect)), deadline: access.deadline)
            return try book.note(
                session, url.engine, schema: url.schema, versionTable: services.versionTable, deadline: access.deadline)
        } catch {
            throw Unanswered(words: error.gateWords)
        }
    }
}
