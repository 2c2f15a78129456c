/// Tables and what goes when they are dropped.
extension CatalogueQueries {
    private var isTable: String { "c.relkind IN ('r', 'p') AND \(isInScope)" }

    private var isInScope: String { "c.relnamespace IN (\(namespaces)) AND NOT \(isExtensions("pg_class", "c.oid"))" }

    var tables: String {
        """
        SELECT c.oid, \(namespace("n")), c.relname, c.relkind, c.relpersistence, c.reloptions, k.reloptions,
        c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
        (SELECT i.relname FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
        WHERE x.indrelid = c.oid AND x.indisreplident AND c.relreplident = 'i'),
        (SELECT i.relname FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
        WHERE x.indrelid = c.oid AND x.indisclustered),
        CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
        CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END,
        (SELECT pg_catalog.array_agg(h.inhparent ORDER BY h.inhseqno) FROM pg_catalog.pg_inherits h
        WHERE h.inhrelid = c.oid),
        (SELECT pg_catalog.array_agg(h.inhparent::pg_catalog.regclass::pg_catalog.text ORDER BY h.inhseqno)
        FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid),
        CASE WHEN a.amname <> 'heap'::pg_catalog.name THEN a.amname END,
        CASE WHEN c.reloftype <> 0::pg_catalog.oid THEN pg_catalog.format_type(c.reloftype, NULL) END, d.description
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_class k ON k.oid = c.reltoastrelid LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
        LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objoid = c.oid AND d.objsubid = 0
        WHERE \(isTable)
        """
    }

    /// Of tables, views and composite types.
    var columns: String {
        """
        SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.atttypmod = -1 AND m.nspname <> 'pg_catalog'::pg_catalog.name THEN coalesce(e.typname, t.typname) END,
        \(namespace("m")), e.oid IS NOT NULL,
        a.attnotnull, pg_catalog.pg_get_expr(f.adbin, f.adrelid, true), a.attgenerated, a.attidentity,
        CASE WHEN a.attcollation <> t.typcollation THEN (SELECT \(path("q", "l.collname"))
        FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace q ON q.oid = l.collnamespace
        WHERE l.oid = a.attcollation) END,
        d.description, CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
        \(since(140_000, "NULLIF(a.attcompression, ''::pg_catalog.\"char\")")),
        CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END, a.attoptions, a.attislocal, a.attinhcount > 0
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
        JOIN pg_catalog.pg_namespace m ON m.oid = coalesce(e.typnamespace, t.typnamespace)
        LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum AND a.atthasdef
        LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objoid = a.attrelid AND d.objsubid = a.attnum::pg_catalog.int4
        WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0::pg_catalog.int2 AND NOT a.attisdropped
        AND \(isInScope) ORDER BY a.attrelid, a.attnum
        """
    }

    /// Without those that a partition or a child has from above. What the model cannot say comes as text.
    var constraints: String {
        """
        SELECT k.conrelid, k.conname, k.contype, k.condeferrable, k.condeferred, k.convalidated, k.connoinherit,
        k.conkey, CASE WHEN k.contype = 'f' THEN (SELECT pg_catalog.array_agg(a.attname ORDER BY p.place) FROM
        pg_catalog.unnest(k.confkey) WITH ORDINALITY AS p(number, place) JOIN pg_catalog.pg_attribute a
        ON a.attrelid = k.confrelid AND a.attnum = p.number) END, \(namespace("n")), r.relname,
        k.confdeltype, k.confupdtype, k.confmatchtype,
        CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) END,
        CASE WHEN i.indnatts > i.indnkeyatts THEN (SELECT pg_catalog.array_agg(a.attname ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.conindid AND a.attnum > i.indnkeyatts) END,
        \(since(150_000, "i.indnullsnotdistinct", else: "false")), x.reloptions,
        CASE WHEN k.contype NOT IN ('p', 'u', 'f', 'c') OR \(isBeyondModel)
        THEN pg_catalog.pg_get_constraintdef(k.oid, true) END,
        c.oid::pg_catalog.regclass::pg_catalog.text, d.description
        FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
        LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid AND k.contype = 'f'
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
        LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
        LEFT JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
        AND d.objoid = k.oid AND d.objsubid = 0
        WHERE \(isTable) AND k.conparentid = 0::pg_catalog.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')
        AND (k.contype <> 'c' OR k.conislocal)
        """
    }

    /// `ON DELETE SET NULL (column)`; from version 18 on periods and what is not enforced.
    private var isBeyondModel: String {
        [
            since(150_000, "coalesce(pg_catalog.cardinality(k.confdelsetcols), 0) > 0", else: "false"),
            since(180_000, "k.conperiod OR NOT k.conenforced", else: "false"),
        ].joined(separator: " OR ")
    }

    /// One row for each part of each index that no constraint and no partitioned table made, its own parts first.
    var indexes: String {
        """
        SELECT x.indexrelid, x.indrelid, c.relname, x.indisunique, m.amname, x.indisvalid,
        pg_catalog.pg_get_expr(x.indpred, x.indrelid, true), c.reloptions, d.description,
        \(since(150_000, "x.indnullsnotdistinct", else: "false")),
        b.attnum <= x.indnkeyatts, a.attname,
        CASE WHEN a.attname IS NULL THEN pg_catalog.pg_get_indexdef(x.indexrelid, b.attnum::pg_catalog.int4, true) END,
        x.indoption[b.attnum::pg_catalog.int4 - 1]::pg_catalog.int4,
        CASE WHEN x.indcollation[b.attnum::pg_catalog.int4 - 1] <> 0::pg_catalog.oid AND x.indcollation[b.attnum::pg_catalog.int4 - 1]
        <> coalesce(a.attcollation, y.typcollation) THEN (SELECT \(path("q", "l.collname"))
        FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace q ON q.oid = l.collnamespace
        WHERE l.oid = x.indcollation[b.attnum::pg_catalog.int4 - 1]) END,
        CASE WHEN NOT o.opcdefault OR \(since(130_000, "b.attoptions IS NOT NULL", else: "false"))
        OR o.opcintype <> b.atttypid AND EXISTS (SELECT FROM pg_catalog.pg_opclass z WHERE z.opcmethod = o.opcmethod
        AND z.opcintype = coalesce(a.atttypid, b.atttypid) AND z.opcdefault AND z.oid <> o.oid)
        THEN \(path("w", "o.opcname")) END,
        \(since(130_000, "b.attoptions"))
        FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
        JOIN pg_catalog.pg_class r ON r.oid = x.indrelid
        JOIN pg_catalog.pg_am m ON m.oid = c.relam
        JOIN pg_catalog.pg_attribute b ON b.attrelid = x.indexrelid AND b.attnum > 0::pg_catalog.int2
        JOIN pg_catalog.pg_type y ON y.oid = b.atttypid
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[b.attnum::pg_catalog.int4 - 1]
        AND a.attnum <> 0::pg_catalog.int2
        LEFT JOIN pg_catalog.pg_opclass o ON o.oid = x.indclass[b.attnum::pg_catalog.int4 - 1]
        LEFT JOIN pg_catalog.pg_namespace w ON w.oid = o.opcnamespace
        LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objoid = c.oid AND d.objsubid = 0
        WHERE \(isInScope) AND r.relkind IN ('r', 'p', 'm') AND x.indexrelid NOT IN (SELECT k.conindid
        FROM pg_catalog.pg_constraint k WHERE k.contype IN ('p', 'u', 'x'))
        AND x.indexrelid NOT IN (SELECT h.inhrelid FROM pg_catalog.pg_inherits h)
        ORDER BY x.indexrelid, b.attnum
        """
    }

    /// Without those that the server made for a foreign key or a partition.
    var triggers: String {
        """
        SELECT t.tgrelid, t.tgname, pg_catalog.pg_get_triggerdef(t.oid, true), t.tgenabled,
        \(comment("pg_trigger", "t.oid"))
        FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND \(isInScope) AND t.oid NOT IN (SELECT x.objid FROM pg_catalog.pg_depend x
        WHERE x.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND x.refclassid = x.classid)
        """
    }
}
