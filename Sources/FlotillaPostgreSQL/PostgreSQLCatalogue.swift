import FlotillaDriver
import FlotillaSQL

/// Looking things up in PostgreSQL's catalogue, to learn whether a statement took effect.
extension PostgreSQLDialect {
    public func tableNames(_ request: OpeningRequest) -> String {
        """
        SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid \(equals) c.relnamespace
        WHERE n.nspname \(equals) \(quoted(request.schema ?? "public")) AND c.relkind IN ('r', 'p')
        """
    }

    public func exists(_ object: CatalogueObject, in request: OpeningRequest) -> String? {
        switch object {
        case .table(let name), .view(let name), .materializedView(let name), .sequence(let name):
            "\(relation(name, request)) IS NOT NULL"
        // What CREATE INDEX CONCURRENTLY leaves after a failure is an index, but not a valid one.
        case .index(let name, _):
            "EXISTS (SELECT 1 FROM pg_catalog.pg_index WHERE indexrelid \(equals) \(relation(name, request)) AND indisvalid)"
        case .column(let column, let table):
            """
            EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid \(equals) \(relation(table, request)) \
            AND attname \(equals) \(quoted(column.text)) AND NOT attisdropped)
            """
        case .constraint(let constraint, let table):
            "EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid \(equals) \(relation(table, request)) AND conname \(equals) \(quoted(constraint.text)))"
        case .primaryKey(let table):
            "EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid \(equals) \(relation(table, request)) AND contype \(equals) 'p')"
        case .enumValue(let value, let type):
            """
            EXISTS (SELECT 1 FROM pg_catalog.pg_enum WHERE enumtypid \(equals) pg_catalog.to_regtype(\(path(type, request))) \
            AND enumlabel \(equals) \(quoted(value)))
            """
        case .type(let name): "pg_catalog.to_regtype(\(path(name, request))) IS NOT NULL"
        case .schema(let name): "pg_catalog.to_regnamespace(\(quoted(identifier(name.text)))) IS NOT NULL"
        case .database(let name):
            "EXISTS (SELECT 1 FROM pg_catalog.pg_database WHERE datname \(equals) \(quoted(name.text)))"
        case .extension(let name):
            "EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname \(equals) \(quoted(name.text)))"
        // Routines may be overloaded, and a name says nothing about which of them is there.
        case .trigger, .function, .procedure, .package, .packageBody, .event: nil
        }
    }

    /// What DROP INDEX CONCURRENTLY leaves after an interruption is no valid index any more, but it is still there.
    public func isGone(_ object: CatalogueObject, in request: OpeningRequest) -> String? {
        guard case .index(let name, _) = object else { return exists(object, in: request).map { "NOT (\($0))" } }
        return "\(relation(name, request)) IS NULL"
    }

    public func remains(of effect: CatalogueEffect, in request: OpeningRequest) -> [String] {
        let made = effect.facts.compactMap { fact -> String? in
            guard case .appears(.index(let name, _)) = fact else { return nil }
            return invalidIndexes("i.indexrelid \(equals) \(relation(name, request))")
        }
        return made + (effect.rebuilt.flatMap { copies(of: $0, request) }.map { [$0] } ?? [])
    }

    /// What REINDEX CONCURRENTLY builds is called like the index with `_ccnew` behind it, what it replaces `_ccold`, and a
    /// number behind that if there is one already (manual, "Rebuilding Indexes Concurrently"). The copies of names that are
    /// too long for that, which PostgreSQL shortens, are not found.
    private func copies(of rebuilt: CatalogueObject, _ request: OpeningRequest) -> String? {
        let suffix = "c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$'"
        switch rebuilt {
        case .table(let name):
            return invalidIndexes("i.indrelid \(equals) \(relation(name, request)) AND \(suffix)")
        case .index(let name, _):
            let table =
                "(SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid \(equals) \(relation(name, request)))"
            return invalidIndexes(
                "i.indrelid \(equals) \(table) AND \(suffix) AND pg_catalog.regexp_replace(c.relname::pg_catalog.text, "
                    + "'_cc(new|old)[0-9]*$', '') \(equals) \(quoted(name.name.text))")
        default: return nil
        }
    }

    private func invalidIndexes(_ condition: String) -> String {
        """
        SELECT pg_catalog.format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname) FROM pg_catalog.pg_index i \
        JOIN pg_catalog.pg_class c ON c.oid \(equals) i.indexrelid \
        JOIN pg_catalog.pg_namespace n ON n.oid \(equals) c.relnamespace WHERE NOT i.indisvalid AND \(condition)
        """
    }

    private func relation(_ name: QualifiedName, _ request: OpeningRequest) -> String {
        "pg_catalog.to_regclass(\(path(name, request)))"
    }

    private func path(_ name: QualifiedName, _ request: OpeningRequest) -> String { quoted(fullName(name, request)) }

    private func fullName(_ name: QualifiedName, _ request: OpeningRequest) -> String {
        identifier(name.schema?.text ?? request.schema ?? "public") + "." + identifier(name.name.text)
    }
}
