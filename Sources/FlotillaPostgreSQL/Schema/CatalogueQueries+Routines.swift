/// Views and routines.
extension CatalogueQueries {
    var views: String {
        """
        SELECT c.oid, \(namespace("n")), c.relname, c.relkind, pg_catalog.pg_get_viewdef(c.oid, true), c.reloptions,
        \(comment("pg_class", "c.oid")), CASE WHEN a.amname <> 'heap'::pg_catalog.name THEN a.amname END
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
        WHERE c.relkind IN ('v', 'm') AND n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_class", "c.oid"))
        """
    }

    var viewSources: String {
        """
        SELECT DISTINCT r.ev_class, \(namespace("n")), s.relname FROM pg_catalog.pg_rewrite r
        JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
        JOIN pg_catalog.pg_class s ON s.oid = d.refobjid JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
        WHERE c.relkind IN ('v', 'm') AND r.rulename = '_RETURN'::pg_catalog.name
        AND s.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace IN (\(namespaces))
        """
    }

    /// The definition names the routine with its schema whatever the search path, so its head is given apart.
    var routines: String {
        """
        SELECT \(namespace("n")), p.proname, p.prokind,
        CASE WHEN p.prokind = 'a' THEN \(aggregateArguments)
        ELSE pg_catalog.array_to_string(p.proargtypes::pg_catalog.regtype[], ', '::pg_catalog.text) END,
        CASE WHEN p.prokind = 'a' THEN \(aggregateDefinition) ELSE pg_catalog.pg_get_functiondef(p.oid) END,
        pg_catalog.format('CREATE OR REPLACE %s %I.%I(', CASE p.prokind WHEN 'p' THEN 'PROCEDURE'
        ELSE 'FUNCTION' END, n.nspname, p.proname), p.proconfig, \(comment("pg_proc", "p.oid"))
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        LEFT JOIN pg_catalog.pg_aggregate g ON g.aggfnoid::pg_catalog.oid = p.oid
        WHERE n.oid IN (\(namespaces)) AND NOT \(isExtensions("pg_proc", "p.oid"))
        AND p.oid NOT IN (SELECT x.objid FROM pg_catalog.pg_depend x
        WHERE x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND x.deptype = 'i')
        """
    }

    private var aggregateArguments: String {
        "CASE WHEN p.pronargs = 0::pg_catalog.int2 THEN '*' ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END"
    }

    /// No function of the server writes it. Nothing is said of `PARALLEL` and the hypothetical kind's `HYPOTHETICAL` where
    /// they are the default.
    private var aggregateDefinition: String {
        let parts = [
            routine("SFUNC", "g.aggtransfn"),
            "'STYPE = ' || pg_catalog.format_type(g.aggtranstype, NULL)",
            "'SSPACE = ' || NULLIF(g.aggtransspace, 0)::pg_catalog.text",
            routine("FINALFUNC", "g.aggfinalfn"), "CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END",
            "'FINALFUNC_MODIFY = ' || CASE WHEN g.aggfinalfn::pg_catalog.oid = 0::pg_catalog.oid THEN NULL "
                + "ELSE \(modification("g.aggfinalmodify", isOrderedSet: "g.aggkind <> 'n'")) END",
            routine("COMBINEFUNC", "g.aggcombinefn"), routine("SERIALFUNC", "g.aggserialfn"),
            routine("DESERIALFUNC", "g.aggdeserialfn"),
            "'INITCOND = ' || pg_catalog.quote_literal(g.agginitval)", routine("MSFUNC", "g.aggmtransfn"),
            routine("MINVFUNC", "g.aggminvtransfn"),
            "'MSTYPE = ' || CASE WHEN g.aggmtranstype <> 0::pg_catalog.oid "
                + "THEN pg_catalog.format_type(g.aggmtranstype, NULL) END",
            "'MSSPACE = ' || NULLIF(g.aggmtransspace, 0)::pg_catalog.text", routine("MFINALFUNC", "g.aggmfinalfn"),
            "CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END",
            "'MINITCOND = ' || pg_catalog.quote_literal(g.aggminitval)",
            "(SELECT pg_catalog.format('SORTOP = OPERATOR(%I.%s)', w.nspname, o.oprname) FROM pg_catalog.pg_operator o "
                + "JOIN pg_catalog.pg_namespace w ON w.oid = o.oprnamespace WHERE o.oid = g.aggsortop)",
            "CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END",
            "CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END",
        ]
        return """
            pg_catalog.format(E'CREATE AGGREGATE %s(%s) (\\n    %s\\n)', \(path("n", "p.proname")), \(aggregateArguments),
            pg_catalog.concat_ws(E',\\n    ', \(parts.joined(separator: ",\n"))))
            """
    }

    private func routine(_ word: String, _ column: String) -> String { "'\(word) = ' || \(function(column))" }

    private func modification(_ column: String, isOrderedSet: String) -> String {
        """
        CASE \(column) WHEN 'r' THEN CASE WHEN \(isOrderedSet) THEN 'READ_ONLY' END WHEN 's' THEN 'SHAREABLE' \
        WHEN 'w' THEN CASE WHEN \(isOrderedSet) THEN NULL ELSE 'READ_WRITE' END END
        """
    }
}
