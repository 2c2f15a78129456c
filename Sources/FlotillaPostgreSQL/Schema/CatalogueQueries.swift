import FlotillaDriver

/// What is asked of PostgreSQL's catalogue to learn what a schema is made of: one query for each kind of object.
///
/// The search path holds the own schema alone while they run, so that the server leaves its name out of every text it
/// makes and writes every other. Because of what a tenant may have put there (CVE-2018-1058), tables and functions are
/// named in full and operands are of the very types for which `pg_catalog` has an operator.
struct CatalogueQueries {
    let scope: SchemaScope
    let version: Int
    /// What there is; nothing else is asked for.
    var has = CatalogueContents([])

    /// The own schema. Not asked of the server where it is known: if it does not exist, the server would make a schema for
    /// temporary tables, to have one it can name.
    var ownName: String {
        scope.own.map { "\(PostgreSQLDialect().quoted($0))::pg_catalog.name" } ?? "pg_catalog.current_schema()"
    }

    /// Namespaces that are read, as a list for `IN`.
    var namespaces: String {
        let all = "SELECT oid FROM pg_catalog.pg_namespace WHERE "
        return switch scope.others {
        case .named(let names) where !names.isEmpty: all + "(nspname = \(ownName) OR nspname IN (\(list(names))))"
        case .none, .named: all + "nspname = \(ownName)"
        case .all(let exceptions):
            all + isNoSystemSchema
                + (exceptions.isEmpty ? "" : " AND (nspname = \(ownName) OR nspname NOT IN (\(list(exceptions))))")
        }
    }

    private var isNoSystemSchema: String {
        """
        nspname <> 'information_schema'::pg_catalog.name \
        AND NOT pg_catalog.starts_with(nspname::pg_catalog.text, 'pg_'::pg_catalog.text)
        """
    }

    private func list(_ names: Set<String>) -> String {
        names.sorted().map { PostgreSQLDialect().quoted($0) + "::pg_catalog.name" }.joined(separator: ", ")
    }

    /// Schemas that are not read though they have something; a hundred are enough to tell of.
    var unread: String {
        """
        SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid IN (SELECT c.relnamespace FROM pg_catalog.pg_class c
        WHERE c.oid >= 16384::pg_catalog.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        AND NOT \(isExtensions("pg_class", "c.oid"))) AND n.oid NOT IN (\(namespaces)) AND \(isNoSystemSchema)
        ORDER BY 1 LIMIT 100
        """
    }

    /// `NULL` for the own schema.
    func namespace(_ alias: String) -> String {
        "CASE WHEN \(alias).nspname = \(ownName) THEN NULL ELSE \(alias).nspname END"
    }

    /// The name in SQL, without the own schema and the server's own.
    func path(_ namespace: String, _ name: String) -> String {
        """
        CASE WHEN \(namespace).nspname IN (\(ownName), 'pg_catalog'::pg_catalog.name) \
        THEN pg_catalog.quote_ident(\(name)) \
        ELSE pg_catalog.format('%I.%I', \(namespace).nspname, \(name)) END
        """
    }

    /// The name of a function in SQL, `NULL` where there is none. (`regproc` writes the schema of a name that is overloaded.)
    func function(_ column: String) -> String {
        """
        (SELECT \(path("fn", "f.proname")) FROM pg_catalog.pg_proc f
        JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = \(column)::pg_catalog.oid)
        """
    }

    /// That an extension made it. Like all such conditions here it is a list that is read once and looked up by hash, because
    /// the server knows little of how large its catalogue is, and would sometimes rather read it again for each row.
    func isExtensions(_ catalogue: String, _ oid: String) -> String {
        guard has.hasExtensions else { return "false" }
        return """
            \(oid) IN (SELECT x.objid FROM pg_catalog.pg_depend x
            WHERE x.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND x.deptype = 'e'
            AND x.classid = 'pg_catalog.\(catalogue)'::pg_catalog.regclass)
            """
    }

    func comment(_ catalogue: String, _ oid: String, part: String = "0") -> String {
        """
        (SELECT description FROM pg_catalog.pg_description WHERE classoid = 'pg_catalog.\(catalogue)'::pg_catalog.regclass \
        AND objoid = \(oid) AND objsubid = \(part))
        """
    }

    func since(_ needed: Int, _ expression: String, else other: String = "NULL") -> String {
        version >= needed ? expression : other
    }

    /// One row with the name of the own schema, none or a `NULL` where there is none that may be used.
    var own: String {
        guard scope.own != nil else { return "SELECT pg_catalog.current_schema()" }
        return """
            SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = \(ownName)
            AND pg_catalog.has_schema_privilege(oid, 'USAGE'::pg_catalog.text)
            """
    }

    var otherNamespaces: String {
        """
        SELECT n.nspname, \(comment("pg_namespace", "n.oid")) FROM pg_catalog.pg_namespace n
        WHERE n.oid IN (\(namespaces)) AND n.nspname <> \(ownName)
        AND NOT \(isExtensions("pg_namespace", "n.oid"))
        """
    }

    /// Those that stand in a schema that is read, and those from elsewhere that something there needs.
    var extensions: String {
        """
        SELECT e.extname, \(namespace("n")) FROM pg_catalog.pg_extension e
        JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
        WHERE n.nspname <> 'pg_catalog'::pg_catalog.name AND (n.oid IN (\(namespaces)) OR e.oid IN (
        SELECT m.refobjid FROM pg_catalog.pg_depend m
        JOIN pg_catalog.pg_depend d ON d.refclassid = m.classid AND d.refobjid = m.objid
        WHERE m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND m.deptype = 'e'
        AND d.deptype IN ('n', 'a') AND d.objid IN (
        SELECT oid FROM pg_catalog.pg_class WHERE relnamespace IN (\(namespaces))
        UNION ALL SELECT oid FROM pg_catalog.pg_type WHERE typnamespace IN (\(namespaces))
        UNION ALL SELECT oid FROM pg_catalog.pg_proc WHERE pronamespace IN (\(namespaces))
        UNION ALL SELECT oid FROM pg_catalog.pg_constraint WHERE connamespace IN (\(namespaces))
        UNION ALL SELECT d.oid FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
        WHERE c.relnamespace IN (\(namespaces))
        UNION ALL SELECT t.oid FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace IN (\(namespaces))
        UNION ALL SELECT r.oid FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
        WHERE c.relnamespace IN (\(namespaces)))))
        """
    }

    var enums: String {
        """
        SELECT \(namespace("n")), t.typname, \(comment("pg_type", "t.oid")),
        (SELECT pg_catalog.array_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l
        WHERE l.enumtypid = t.oid)
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        WHERE t.typtype = 'e' AND n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_type", "t.oid"))
        """
    }

    /// Whoever owns them. The count is of those that use the sequence, the default of the owning column among them.
    var sequences: String {
        """
        SELECT \(namespace("n")), c.relname, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement,
        s.seqmin, s.seqmax, s.seqcache, s.seqcycle, c.relpersistence, \(comment("pg_class", "c.oid")),
        c.oid::pg_catalog.regclass::pg_catalog.text, o.refobjid, o.refobjsubid, o.deptype,
        (SELECT pg_catalog.count(*) FROM pg_catalog.pg_depend u
        WHERE u.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND u.refobjid = c.oid AND u.deptype = 'n')
        FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_depend o ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid
        AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
        WHERE n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_class", "c.oid"))
        """
    }
}
