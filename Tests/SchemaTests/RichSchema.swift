import FlotillaSchema

/// A schema that has something of everything, each property with another value than the usual one.
enum RichSchema {
    static var schema: Schema {
        var schema = Schema(engine: .postgresql)
        schema.namespaces = [Namespace(name: "audit", comment: "who did it")]
        schema.extensions = [ExtensionObject(name: "citext", namespace: "tools")]
        schema.enums = [EnumType(name: "mood", values: ["sad", "glad"], comment: "of a user")]
        schema.sequences = [
            SequenceObject(name: "numbers", type: .integer(bits: 64), options: options, comment: "of invoices")
        ]
        schema.tables = [users, Table(name: ObjectName("log", in: "audit"), columns: [Column("id", .uuid)])]
        schema.views = [
            View(
                name: "adults", query: "SELECT id FROM users", columns: ["id"], isMaterialized: true, indexes: [index],
                triggers: [trigger], options: [TableOption("WITH", "(security_barrier=true)")], sources: ["users"],
                comment: "over 18")
        ]
        schema.routines = [
            Routine(kind: .procedure, name: "touch", signature: "integer", definition: "CREATE …", comment: "a touch")
        ]
        schema.others = [other]
        return schema
    }

    static let options = SequenceOptions(start: 1, increment: 2, minimum: 3, maximum: 4, cache: 5, cycles: true)

    static let other = TextObject(kind: "DOMAIN", name: "zip", definition: "CREATE DOMAIN …", removal: "DROP DOMAIN …")

    static let trigger = Trigger(
        name: "tr_touch", definition: "CREATE TRIGGER …", state: "DISABLE", comment: "touches")

    static let index = Index(
        name: "ix_users_name",
        parts: [
            Index.Part(
                .column("name"), isDescending: true, hasNullsFirst: false, collation: "C",
                operatorClass: "text_pattern_ops", length: 10),
            Index.Part(.expression("lower(name)")),
        ],
        isUnique: true, method: "gist", predicate: "id > 0", included: ["id"], equatesNulls: true, isValid: false,
        isVisible: false, others: ["WITH (fillfactor=70)"], comment: "for the search")

    static var users: Table {
        var table = Table(
            name: "users",
            columns: [
                Column(
                    "id", .integer(bits: 32), isNullable: false, default: "7",
                    generated: Generated("1 + 1", isStored: true),
                    identity: .serial(options), collation: "C", onUpdate: "now()", comment: "its number",
                    others: ["COMPRESSION lz4"]),
                Column("name", .varchar(100)),
            ])
        table.primaryKey = PrimaryKey(
            name: "pk_users", columns: ["id"], deferral: .initiallyDeferred, included: ["name"])
        table.uniques = [
            UniqueConstraint(
                name: "uq_users", columns: ["name", "id"], deferral: .initiallyDeferred, included: ["id"],
                equatesNulls: true)
        ]
        table.foreignKeys = [
            ForeignKey(
                name: "fk_users", columns: ["id"], table: "users", referenced: ["id"], onDelete: .cascade,
                onUpdate: .setNull, matchesFull: true, deferral: .initiallyDeferred, isValid: false)
        ]
        table.checks = [
            CheckConstraint(name: "ck_users", expression: "id > 0", isValid: false, isEnforced: false, isOwnOnly: true)
        ]
        table.indexes = [index]
        table.triggers = [trigger]
        table.comment = "those who log in"
        table.options = [TableOption("WITH", "(fillfactor=70)")]
        table.others = [TextObject(kind: "POLICY", name: "own", definition: "CREATE POLICY …", removal: "DROP …")]
        return table
    }
}
