/// Operators and what full text search is made of: texts too, with the columns of ``texts``.
extension CatalogueQueries {
    var operators: String {
        """
        SELECT NULL::pg_catalog.oid, 'OPERATOR', o.oid::pg_catalog.regoperator::pg_catalog.text,
        pg_catalog.format(E'CREATE OPERATOR %s%s (\\n    %s\\n)', CASE WHEN n.nspname = \(ownName) THEN ''
        ELSE pg_catalog.quote_ident(n.nspname) || '.' END, o.oprname, pg_catalog.concat_ws(E',\\n    ',
        'FUNCTION = ' || \(function("o.oprcode")),
        'LEFTARG = ' || CASE WHEN o.oprleft <> 0::pg_catalog.oid THEN pg_catalog.format_type(o.oprleft, NULL) END,
        'RIGHTARG = ' || CASE WHEN o.oprright <> 0::pg_catalog.oid THEN pg_catalog.format_type(o.oprright, NULL) END,
        \(other("COMMUTATOR", "o.oprcom")), \(other("NEGATOR", "o.oprnegate")),
        'RESTRICT = ' || \(function("o.oprrest")), 'JOIN = ' || \(function("o.oprjoin")),
        CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END)),
        'DROP OPERATOR ' || \(operatorName), 'OPERATOR ' || \(operatorName), \(comment("pg_operator", "o.oid"))
        FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
        WHERE o.oprcode::pg_catalog.oid <> 0::pg_catalog.oid AND n.oid IN (\(namespaces))
        AND NOT \(isExtensions("pg_operator", "o.oid"))
        """
    }

    private var operatorName: String {
        """
        pg_catalog.format('%s%s (%s, %s)', CASE WHEN n.nspname = \(ownName) THEN ''
        ELSE pg_catalog.quote_ident(n.nspname) || '.' END, o.oprname,
        CASE WHEN o.oprleft = 0::pg_catalog.oid THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END,
        pg_catalog.format_type(o.oprright, NULL))
        """
    }

    private func other(_ word: String, _ column: String) -> String {
        """
        (SELECT '\(word) = ' || CASE WHEN w.nspname = \(ownName) THEN u.oprname::pg_catalog.text
        ELSE pg_catalog.format('OPERATOR(%I.%s)', w.nspname, u.oprname) END FROM pg_catalog.pg_operator u
        JOIN pg_catalog.pg_namespace w ON w.oid = u.oprnamespace WHERE u.oid = \(column))
        """
    }

    /// Dictionaries, configurations, and each mapping of a configuration as an object of its own.
    var searchParts: String {
        """
        SELECT NULL::pg_catalog.oid, 'TEXT SEARCH DICTIONARY', \(path("n", "d.dictname")),
        pg_catalog.format('CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = %s%s)', \(path("n", "d.dictname")),
        (SELECT \(path("w", "t.tmplname")) FROM pg_catalog.pg_ts_template t
        JOIN pg_catalog.pg_namespace w ON w.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate), ', ' || d.dictinitoption),
        'DROP TEXT SEARCH DICTIONARY ' || \(path("n", "d.dictname")),
        'TEXT SEARCH DICTIONARY ' || \(path("n", "d.dictname")), \(comment("pg_ts_dict", "d.oid"))
        FROM pg_catalog.pg_ts_dict d JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
        WHERE n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_ts_dict", "d.oid"))
        UNION ALL
        SELECT NULL::pg_catalog.oid, 'TEXT SEARCH CONFIGURATION', \(path("n", "f.cfgname")),
        pg_catalog.format('CREATE TEXT SEARCH CONFIGURATION %s (PARSER = %s)', \(path("n", "f.cfgname")),
        (SELECT \(path("w", "p.prsname")) FROM pg_catalog.pg_ts_parser p
        JOIN pg_catalog.pg_namespace w ON w.oid = p.prsnamespace WHERE p.oid = f.cfgparser)),
        'DROP TEXT SEARCH CONFIGURATION ' || \(path("n", "f.cfgname")),
        'TEXT SEARCH CONFIGURATION ' || \(path("n", "f.cfgname")), \(comment("pg_ts_config", "f.oid"))
        FROM pg_catalog.pg_ts_config f JOIN pg_catalog.pg_namespace n ON n.oid = f.cfgnamespace
        WHERE n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_ts_config", "f.oid"))
        UNION ALL
        SELECT NULL::pg_catalog.oid, 'TEXT SEARCH MAPPING', \(path("n", "f.cfgname")) || ' ' || m.alias,
        pg_catalog.format('ALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %I WITH %s', \(path("n", "f.cfgname")),
        m.alias, m.dictionaries),
        pg_catalog.format('ALTER TEXT SEARCH CONFIGURATION %s DROP MAPPING FOR %I', \(path("n", "f.cfgname")), m.alias),
        NULL, NULL
        FROM pg_catalog.pg_ts_config f JOIN pg_catalog.pg_namespace n ON n.oid = f.cfgnamespace
        CROSS JOIN LATERAL (SELECT k.alias, pg_catalog.string_agg(x.mapdict::pg_catalog.regdictionary::pg_catalog.text,
        ', '::pg_catalog.text ORDER BY x.mapseqno) AS dictionaries FROM pg_catalog.pg_ts_config_map x
        JOIN pg_catalog.ts_token_type(f.cfgparser) k ON k.tokid = x.maptokentype WHERE x.mapcfg = f.oid GROUP BY k.alias) m
        WHERE n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_ts_config", "f.oid"))
        """
    }
}
