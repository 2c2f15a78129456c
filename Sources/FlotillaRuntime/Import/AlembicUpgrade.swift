import FlotillaDriver
import FlotillaInventory
import FlotillaSchema

extension AlembicReader {
    /// Lets the project's own Alembic bring an empty database to all heads. The URL goes to it through a pipe. Blocks.
    public func upgrade(_ url: ConnectionURL) throws(AlembicReadingError) {
        let deadline = Deadline.after(timeout)
        var answers = Answers()
        let conversation: Conversation
        do throws(ProcessProblem) {
            conversation = try Conversation(words: words(upgrades: true), folder: "", environment: variables)
        } catch {
            throw .program(InventoryError(.command(name: python, error, words: "")))
        }
        defer { conversation.end() }
        do throws(ProcessProblem) {
            try conversation.send(Array((url.facts.text + "\n").utf8), deadline: deadline, stop: stop)
            while !answers.isWhole, answers.problem == nil {
                let line = try conversation.line(deadline: deadline, stop: stop)
                answers.take((try? JSONDocument.parse(line, name: python)) ?? .null)
            }
        } catch {
            throw .program(InventoryError(.command(name: python, error, words: conversation.errorWords)))
        }
        if let problem = answers.problem { throw .problem(problem) }
    }
}

extension ConnectionURL {
    /// As the program wants it.
    fileprivate var facts: JSON {
        var members = [JSON.Member("engine", .string(engine.rawValue)), JSON.Member("database", .string(database))]
        if let host = hosts.first {
            members.append(JSON.Member("host", .string(host.name)))
            if let port = host.port { members.append(JSON.Member("port", .integer(port))) }
        }
        if let user { members.append(JSON.Member("user", .string(user))) }
        if let password { members.append(JSON.Member("password", .string(password.reveal()))) }
        let passed = options.filter { Self.passed.contains($0.key) }.sorted { $0.key < $1.key }
        members.append(JSON.Member("options", .object(passed.map { JSON.Member($0.key, .string($0.value)) })))
        return .object(members)
    }

    /// Options that drivers of Python's call as ours do.
    private static let passed = ["sslmode", "sslrootcert", "sslcert", "sslkey", "unix_socket"]
}

extension SchemaWorkshop {
    /// What the project's own Alembic makes of an empty database.
    public func schema(madeBy reader: AlembicReader) -> Result<Schema, ImportCheckFailure> {
        do throws(SchemaFailure) {
            return try onStage { stage throws(SchemaFailure) in
                try stage.makeVersionSchema()
                let url: ConnectionURL
                do throws(InventoryError) { url = try stage.target.resolve(secrets: secrets) } catch {
                    throw SchemaFailure(engine, .inventory(error))
                }
                do throws(AlembicReadingError) { try reader.upgrade(url) } catch { return .failure(.alembic(error)) }
                return .success(try stage.read())
            }
        } catch {
            return .failure(.schema(error))
        }
    }
}

/// Why it cannot be said what Alembic makes.
public enum ImportCheckFailure: Error, Sendable {
    case schema(SchemaFailure)
    case alembic(AlembicReadingError)
}
