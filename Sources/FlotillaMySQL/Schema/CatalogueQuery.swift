import FlotillaDriver

/// One question to `information_schema`: which columns, from where, which rows. The answer is read by the columns' places.
///
/// A server of the family builds each view of its catalogue by opening every table of the database, so each is asked once
/// and joined here. Every condition names the database in the form that lets the server look into that one only.
struct CatalogueQuery {
    var columns: [String]
    var source: String
    var condition: String

    var sql: String { "SELECT \(columns.joined(separator: ", ")) FROM information_schema.\(source) WHERE \(condition)" }
}

/// The questions of the first round trip, in their order.
struct CatalogueQueries {
    /// The database as an SQL expression: a literal, or `DATABASE()`.
    var database: String
    var server: ServerFacts

    var isMariaDB: Bool { server.product == "MariaDB" }

    /// Texts of the catalogue are spelled as the session's `sql_mode` says: `"name"`, or strings without escapes.
    static let begin = "SET @flotilla_sql_mode = @@SESSION.sql_mode, SESSION sql_mode = ''"
    static let end = "SET SESSION sql_mode = @flotilla_sql_mode, @flotilla_sql_mode = NULL"

    var all: [String] {
        [
            schema, tables, columns, indexes, foreignKeys, foreignKeyRules, checks, triggers, views, routines,
            parameters, events,
        ].map(\.sql)
    }

    private var schema: CatalogueQuery {
        CatalogueQuery(
            columns: ["schema_name", "default_collation_name", "@@lower_case_table_names"], source: "schemata",
            condition: "schema_name = \(database)")
    }

    private var tables: CatalogueQuery {
        CatalogueQuery(
            columns: ["table_name", "table_type", "engine", "table_collation", "create_options", "table_comment"],
            source: "tables", condition: "table_schema = \(database)")
    }

    private var columns: CatalogueQuery {
        CatalogueQuery(
            columns: [
                "table_name", "column_name", "ordinal_position", "column_default", "is_nullable", "column_type",
                "collation_name", "extra", "column_comment", "generation_expression", isMariaDB ? "NULL" : "srs_id",
            ], source: "columns", condition: "table_schema = \(database)")
    }

    private var indexes: CatalogueQuery {
        let visibility =
            !isMariaDB ? "is_visible = 'NO'" : server.versionNumber >= 10_06_00 ? "ignored = 'YES'" : "0"
        let expression = isMariaDB || server.versionNumber < 8_00_13 ? "NULL" : "expression"
        return CatalogueQuery(
            columns: [
                "table_name", "index_name", "seq_in_index", "non_unique", "column_name", "collation", "sub_part",
                "index_type", "index_comment", visibility, expression,
            ], source: "statistics", condition: "table_schema = \(database)")
    }

    private var foreignKeys: CatalogueQuery {
        CatalogueQuery(
            columns: [
                "table_name", "constraint_name", "ordinal_position", "column_name", "referenced_table_schema",
                "referenced_table_name", "referenced_column_name",
            ], source: "key_column_usage",
            condition: "constraint_schema = \(database) AND table_schema = \(database) "
                + "AND referenced_table_name IS NOT NULL")
    }

    private var foreignKeyRules: CatalogueQuery {
        CatalogueQuery(
            columns: ["table_name", "constraint_name", "delete_rule", "update_rule"],
            source: "referential_constraints", condition: "constraint_schema = \(database)")
    }

    private var checks: CatalogueQuery {
        guard isMariaDB else {
            return CatalogueQuery(
                columns: ["t.table_name", "t.constraint_name", "'Table'", "c.check_clause", "t.enforced"],
                source: "table_constraints t JOIN information_schema.check_constraints c "
                    + "USING (constraint_schema, constraint_name)",
                condition: "t.constraint_schema = \(database) AND t.constraint_type = 'CHECK'")
        }
        // Before 10.5.10 there is no such column; there a check of a column has the column's name.
        let level = server.versionNumber >= 10_05_10 ? "level" : "NULL"
        return CatalogueQuery(
            columns: ["table_name", "constraint_name", level, "check_clause", "'YES'"], source: "check_constraints",
            condition: "constraint_schema = \(database)")
    }

    private var triggers: CatalogueQuery {
        CatalogueQuery(
            columns: [
                "event_object_table", "trigger_name", "action_timing", "event_manipulation", "action_order",
                "action_statement",
            ], source: "triggers", condition: "trigger_schema = \(database)")
    }

    private var views: CatalogueQuery {
        CatalogueQuery(
            columns: [
                "table_name", "view_definition", "check_option", "security_type", isMariaDB ? "algorithm" : "NULL",
            ], source: "views", condition: "table_schema = \(database)")
    }

    private var routines: CatalogueQuery {
        CatalogueQuery(
            columns: [
                "routine_name", "routine_type", "dtd_identifier", "character_set_name", "collation_name",
                "routine_definition", "is_deterministic", "sql_data_access", "security_type", "routine_comment",
            ], source: "routines", condition: "routine_schema = \(database)")
    }

    private var parameters: CatalogueQuery {
        CatalogueQuery(
            columns: [
                "specific_name", "routine_type", "ordinal_position", "parameter_mode", "parameter_name",
                "dtd_identifier", "character_set_name", "collation_name",
            ], source: "parameters", condition: "specific_schema = \(database) AND ordinal_position > 0")
    }

    private var events: CatalogueQuery {
        CatalogueQuery(
            columns: [
                "event_name", "event_definition", "event_type", "execute_at", "interval_value", "interval_field",
                "IF(starts = created, NULL, starts)", "ends", "status", "on_completion", "event_comment",
            ], source: "events", condition: "event_schema = \(database)")
    }
}

extension CatalogueQueries {
    /// Asked only where there are partitions: the server looks at each table for it.
    var partitions: String {
        CatalogueQuery(
            columns: [
                "table_name", "partition_ordinal_position", "subpartition_ordinal_position", "partition_name",
                "partition_method", "partition_expression", "partition_description", "subpartition_method",
                "subpartition_expression", "partition_comment",
            ], source: "partitions", condition: "table_schema = \(database) AND partition_name IS NOT NULL"
        ).sql
    }

    /// MariaDB 10.11 tells about a sequence only in the sequence itself. `names` are quoted.
    static func sequences(_ names: [(literal: String, identifier: String)]) -> String {
        names.map { name in
            "SELECT \(name.literal), start_value, increment, minimum_value, maximum_value, cache_size, cycle_option "
                + "FROM \(name.identifier)"
        }.joined(separator: " UNION ALL ")
    }
}
