import FlotillaDriver
import FlotillaInventory
import FlotillaRollout
import FlotillaSQL

/// A gate's query, and how it is put to one database after another: read-only, and within the deadline.
///
/// Three things keep it from changing anything: it must be one statement that by its text only reads, it runs in a
/// transaction (in SQLite on a file) that takes no changes, and the session is closed without a commit.
struct SQLQuestion: Sendable {
    private let gate: SQLGate
    private let access: DatabaseAccess

    init(_ gate: SQLGate, _ access: DatabaseAccess) {
        self.gate = gate
        self.access = access
    }

    /// Blocks.
    func ask(_ target: Target) -> GateMeasurement {
        measured { () throws(Unanswered) in try access.resolve(target) }
    }

    /// Blocks.
    func ask(url: String, folder: String) -> GateMeasurement {
        measured { () throws(Unanswered) in try resolve(url, folder) }
    }

    private func resolve(_ url: String, _ folder: String) throws(Unanswered) -> ConnectionURL {
        guard let template = try? URLTemplate(parsing: url, folder: folder) else {
            throw Unanswered(words: "the gate's URL cannot be used")
        }
        do { return try template.resolve(secrets: access.secrets) } catch {
            throw Unanswered(words: InventoryError(error).words)
        }
    }

    private func measured(_ resolve: () throws(Unanswered) -> ConnectionURL) -> GateMeasurement {
        do throws(Unanswered) {
            try access.checkTime()
            let url = try resolve()
            let query = try ReadOnlyQuery(gate.query, url)
            let (session, dialect) = try access.logIn(url, rowLimit: 2)
            defer { session.close() }
            return try put(query, to: session, dialect)
        } catch {
            return .error(access.stop.isRaised ? "stopped" : error.words)
        }
    }

    private func put(
        _ query: ReadOnlyQuery, to session: any Session, _ dialect: any MigrationDialect
    ) throws(Unanswered) -> GateMeasurement {
        do {
            let results = try session.run(
                Batch(statements: query.opening + access.limits(of: session, dialect) + query.asking),
                deadline: access.deadline)
            return gate.expectation.measurement(of: Found(results.last ?? StatementResult()))
        } catch {
            throw Unanswered(words: error.gateWords)
        }
    }
}

extension Found {
    /// Two rows are enough to know that there is more than one.
    init(_ result: StatementResult) {
        guard let row = result.rows.first else {
            self = .nothing
            return
        }
        guard result.rows.count == 1, !result.isTruncated, row.count == 1 else {
            self = .several
            return
        }
        self = row[0].map { .value($0) } ?? .null
    }
}
