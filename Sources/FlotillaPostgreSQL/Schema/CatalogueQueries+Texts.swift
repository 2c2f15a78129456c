/// What the model has no type for. The columns are always the same: the table it belongs to, kind, name, the statement that
/// makes it, the statement that removes it, what a comment on it is called, the comment.
///
/// Left out, because they are no part of a schema or differ between servers: owners and privileges, tablespaces, foreign
/// servers and user mappings, publications, event triggers, casts and languages.
extension CatalogueQueries {
    /// `nil` where there is nothing of the kind.
    var texts: String? {
        let kinds: [(isThere: Bool, query: () -> String)] = [
            (has.hasPolicies, { policies }), (has.hasRules, { rules }), (has.hasStatistics, { statistics }),
            (has.hasDomains, { domains }), (has.hasComposites, { composites }), (has.hasRanges, { ranges }),
            (has.hasCollations, { collations }), (has.hasForeignTables, { foreignTables }),
            (has.hasOperators, { operators }), (has.hasSearchParts, { searchParts }),
        ]
        let queries = kinds.filter(\.isThere).map { $0.query() }
        return queries.isEmpty ? nil : queries.joined(separator: "\nUNION ALL\n")
    }

    private func visible(_ oid: String) -> String { "\(oid)::pg_catalog.regclass::pg_catalog.text" }

    private var relation: String {
        """
        JOIN pg_catalog.pg_class c ON c.oid = o.relation AND c.relnamespace IN (\(namespaces))
        AND NOT \(isExtensions("pg_class", "c.oid"))
        """
    }

    private var policies: String {
        """
        SELECT c.oid, 'POLICY', o.polname::pg_catalog.text,
        pg_catalog.format('CREATE POLICY %I ON %s%s FOR %s TO %s%s%s', o.polname, \(visible("c.oid")),
        CASE WHEN o.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END,
        CASE o.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
        ELSE 'ALL' END,
        coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(r.rolname), ', '::pg_catalog.text
        ORDER BY r.rolname) FROM pg_catalog.pg_roles r WHERE r.oid = ANY (o.polroles)), 'PUBLIC'),
        ' USING (' || pg_catalog.pg_get_expr(o.polqual, o.relation, true) || ')',
        ' WITH CHECK (' || pg_catalog.pg_get_expr(o.polwithcheck, o.relation, true) || ')'),
        pg_catalog.format('DROP POLICY %I ON %s', o.polname, \(visible("c.oid"))),
        pg_catalog.format('POLICY %I ON %s', o.polname, \(visible("c.oid"))), \(comment("pg_policy", "o.oid"))
        FROM (SELECT *, polrelid AS relation FROM pg_catalog.pg_policy) o \(relation)
        """
    }

    private var rules: String {
        """
        SELECT c.oid, 'RULE', o.rulename::pg_catalog.text,
        pg_catalog.rtrim(pg_catalog.pg_get_ruledef(o.oid, true), ';'::pg_catalog.text),
        pg_catalog.format('DROP RULE %I ON %s', o.rulename, \(visible("c.oid"))),
        pg_catalog.format('RULE %I ON %s', o.rulename, \(visible("c.oid"))), \(comment("pg_rewrite", "o.oid"))
        FROM (SELECT oid, rulename, ev_class AS relation FROM pg_catalog.pg_rewrite
        WHERE rulename <> '_RETURN'::pg_catalog.name) o \(relation)
        """
    }

    private var statistics: String {
        """
        SELECT c.oid, 'STATISTICS', \(path("n", "o.stxname")),
        'CREATE STATISTICS ' || \(path("n", "o.stxname")) || pg_catalog.substr(pg_catalog.pg_get_statisticsobjdef(o.oid),
        pg_catalog.length('CREATE STATISTICS ' || pg_catalog.format('%I.%I', n.nspname, o.stxname)) + 1),
        'DROP STATISTICS ' || \(path("n", "o.stxname")), 'STATISTICS ' || \(path("n", "o.stxname")),
        \(comment("pg_statistic_ext", "o.oid"))
        FROM (SELECT *, stxrelid AS relation FROM pg_catalog.pg_statistic_ext) o \(relation)
        JOIN pg_catalog.pg_namespace n ON n.oid = o.stxnamespace
        """
    }

    /// Types that no table, extension or array made.
    private func types(_ kind: String, _ word: String, _ definition: String, where condition: String) -> String {
        """
        SELECT NULL::pg_catalog.oid, '\(kind)', \(path("n", "t.typname")), \(definition),
        'DROP \(word) ' || \(path("n", "t.typname")), '\(word) ' || \(path("n", "t.typname")), \(comment("pg_type", "t.oid"))
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        WHERE \(condition) AND n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_type", "t.oid"))
        """
    }

    private var domains: String {
        let definition = """
            pg_catalog.format('CREATE DOMAIN %s AS %s%s%s%s%s', \(path("n", "t.typname")),
            pg_catalog.format_type(t.typbasetype, t.typtypmod),
            (SELECT ' COLLATE ' || \(path("q", "l.collname")) FROM pg_catalog.pg_collation l
            JOIN pg_catalog.pg_namespace q ON q.oid = l.collnamespace JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
            WHERE l.oid = t.typcollation AND b.typcollation <> t.typcollation),
            ' DEFAULT ' || pg_catalog.pg_get_expr(t.typdefaultbin, 0::pg_catalog.oid, true),
            CASE WHEN t.typnotnull THEN ' NOT NULL' END,
            (SELECT pg_catalog.string_agg(pg_catalog.format(E'\\n    CONSTRAINT %I %s', k.conname,
            pg_catalog.pg_get_constraintdef(k.oid, true)), ''::pg_catalog.text ORDER BY k.conname)
            FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
            """
        return types("DOMAIN", "DOMAIN", definition, where: "t.typtype = 'd'")
    }

    private var composites: String {
        let definition = """
            pg_catalog.format(E'CREATE TYPE %s AS (\\n    %s\\n)', \(path("n", "t.typname")),
            (SELECT pg_catalog.string_agg(pg_catalog.format('%I %s%s', a.attname,
            pg_catalog.format_type(a.atttypid, a.atttypmod), (SELECT ' COLLATE ' || \(path("q", "l.collname"))
            FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace q ON q.oid = l.collnamespace
            JOIN pg_catalog.pg_type b ON b.oid = a.atttypid
            WHERE l.oid = a.attcollation AND b.typcollation <> a.attcollation)), E',\\n    ' ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0::pg_catalog.int2
            AND NOT a.attisdropped))
            """
        return types(
            "COMPOSITE TYPE", "TYPE", definition,
            where: "t.typtype = 'c' AND EXISTS (SELECT FROM pg_catalog.pg_class c "
                + "WHERE c.oid = t.typrelid AND c.relkind = 'c')")
    }

    private var ranges: String {
        let parts = [
            "'SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, NULL)",
            "(SELECT 'SUBTYPE_OPCLASS = ' || \(path("w", "o.opcname")) FROM pg_catalog.pg_opclass o "
                + "JOIN pg_catalog.pg_namespace w ON w.oid = o.opcnamespace WHERE o.oid = r.rngsubopc AND NOT o.opcdefault)",
            "(SELECT 'COLLATION = ' || \(path("q", "l.collname")) FROM pg_catalog.pg_collation l "
                + "JOIN pg_catalog.pg_namespace q ON q.oid = l.collnamespace JOIN pg_catalog.pg_type b "
                + "ON b.oid = r.rngsubtype WHERE l.oid = r.rngcollation AND b.typcollation <> r.rngcollation)",
            "'SUBTYPE_DIFF = ' || \(function("r.rngsubdiff"))",
            since(140_000, "'MULTIRANGE_TYPE_NAME = ' || pg_catalog.format_type(r.rngmultitypid, NULL)"),
        ]
        let definition = """
            (SELECT pg_catalog.format(E'CREATE TYPE %s AS RANGE (\\n    %s\\n)', \(path("n", "t.typname")),
            pg_catalog.concat_ws(E',\\n    ', \(parts.joined(separator: ",\n"))))
            FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid)
            """
        return types("RANGE TYPE", "TYPE", definition, where: "t.typtype = 'r'")
    }

    private var collations: String {
        let locale =
            version >= 170_000 ? "l.colllocale" : version >= 150_000 ? "l.colliculocale" : "NULL::pg_catalog.text"
        return """
            SELECT NULL::pg_catalog.oid, 'COLLATION', \(path("n", "l.collname")),
            pg_catalog.format('CREATE COLLATION %s (%s)', \(path("n", "l.collname")), pg_catalog.concat_ws(', ',
            'provider = ' || CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
            'locale = ' || pg_catalog.quote_literal(coalesce(\(locale),
            CASE WHEN l.collcollate = l.collctype THEN l.collcollate::pg_catalog.text END)),
            'lc_collate = ' || CASE WHEN l.collcollate <> l.collctype
            THEN pg_catalog.quote_literal(l.collcollate::pg_catalog.text) END,
            'lc_ctype = ' || CASE WHEN l.collcollate <> l.collctype
            THEN pg_catalog.quote_literal(l.collctype::pg_catalog.text) END,
            CASE WHEN NOT l.collisdeterministic THEN 'deterministic = false' END)),
            'DROP COLLATION ' || \(path("n", "l.collname")), 'COLLATION ' || \(path("n", "l.collname")),
            \(comment("pg_collation", "l.oid"))
            FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
            WHERE n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_collation", "l.oid"))
            """
    }

    /// With the name of its server, which the database must have.
    private var foreignTables: String {
        """
        SELECT NULL::pg_catalog.oid, 'FOREIGN TABLE', \(path("n", "c.relname")),
        pg_catalog.format(E'CREATE FOREIGN TABLE %s (\\n    %s\\n) SERVER %I%s', \(path("n", "c.relname")),
        (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', pg_catalog.quote_ident(a.attname),
        pg_catalog.format_type(a.atttypid, a.atttypmod), \(options("a.attfdwoptions")),
        CASE WHEN a.attnotnull THEN 'NOT NULL' END,
        'DEFAULT ' || pg_catalog.pg_get_expr(f.adbin, f.adrelid, true)), E',\\n    ' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0::pg_catalog.int2 AND NOT a.attisdropped), v.srvname,
        ' ' || \(options("t.ftoptions"))),
        'DROP FOREIGN TABLE ' || \(path("n", "c.relname")), 'FOREIGN TABLE ' || \(path("n", "c.relname")),
        \(comment("pg_class", "c.oid"))
        FROM pg_catalog.pg_foreign_table t JOIN pg_catalog.pg_class c ON c.oid = t.ftrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_foreign_server v ON v.oid = t.ftserver
        WHERE n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_class", "c.oid"))
        """
    }

    private func options(_ array: String) -> String {
        """
        (SELECT 'OPTIONS (' || pg_catalog.string_agg(pg_catalog.format('%I %L', z.option_name, z.option_value), \
        ', '::pg_catalog.text ORDER BY z.option_name) || ')' FROM pg_catalog.pg_options_to_table(\(array)) z)
        """
    }
}
