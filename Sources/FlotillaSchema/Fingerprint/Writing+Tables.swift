extension Table: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("table") { writer in
            writer.field("name", name)
            for column in columns { column.write(to: &writer) }
            primaryKey?.write(to: &writer)
            for unique in uniques { unique.write(to: &writer) }
            for key in foreignKeys { key.write(to: &writer) }
            for check in checks { check.write(to: &writer) }
            for index in indexes { index.write(to: &writer) }
            for trigger in triggers { trigger.write(to: &writer) }
            writer.field("comment", comment)
            for option in options { option.write(to: &writer) }
            for other in others { other.write(to: &writer) }
        }
    }
}

extension Column: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("column") { writer in
            writer.field("name", name)
            writer.field("type", type)
            writer.flag("not-null", !isNullable)
            writer.field("default", `default`)
            if let generated { writer.field(generated.isStored ? "stored" : "virtual", generated.expression) }
            identity?.write(to: &writer)
            writer.field("collation", collation)
            writer.field("on-update", onUpdate)
            writer.field("comment", comment)
            writer.list("others", others)
        }
    }
}

extension Identity: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        switch self {
        case .serial(let options): writer.block("serial", options.write)
        case .always(let options): writer.block("identity-always", options.write)
        case .byDefault(let options): writer.block("identity-by-default", options.write)
        case .autoIncrement: writer.words("auto-increment", [])
        }
    }
}

extension SequenceOptions: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.field("start", start.map(Int.init))
        writer.field("increment", increment.map(Int.init))
        writer.field("minimum", minimum.map(Int.init))
        writer.field("maximum", maximum.map(Int.init))
        writer.field("cache", cache.map(Int.init))
        writer.flag("cycles", cycles)
    }
}

extension PrimaryKey: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("primary-key") { writer in
            writer.field("name", name)
            writer.list("columns", columns)
            deferral.write(to: &writer)
            writer.list("included", included)
        }
    }
}

extension UniqueConstraint: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("unique") { writer in
            writer.field("name", name)
            writer.list("columns", columns)
            deferral.write(to: &writer)
            writer.list("included", included)
            writer.flag("nulls-not-distinct", equatesNulls)
        }
    }
}

extension ForeignKey: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("foreign-key") { writer in
            writer.field("name", name)
            writer.list("columns", columns)
            writer.field("table", table)
            writer.list("referenced", referenced)
            if onDelete != .noAction { writer.field("on-delete", onDelete.rawValue) }
            if onUpdate != .noAction { writer.field("on-update", onUpdate.rawValue) }
            writer.flag("match-full", matchesFull)
            deferral.write(to: &writer)
            writer.flag("not-valid", !isValid)
        }
    }
}

extension CheckConstraint: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("check") { writer in
            writer.field("name", name)
            writer.field("column", column)
            writer.field("expression", expression)
            writer.flag("not-valid", !isValid)
            writer.flag("not-enforced", !isEnforced)
            writer.flag("no-inherit", isOwnOnly)
        }
    }
}

extension Deferral: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        if self != .never { writer.field("deferral", rawValue) }
    }
}

extension Index: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("index") { writer in
            writer.field("name", name)
            for part in parts { part.write(to: &writer) }
            writer.flag("unique", isUnique)
            if method != "btree" { writer.field("method", method) }
            writer.field("predicate", predicate)
            writer.list("included", included)
            writer.flag("nulls-not-distinct", equatesNulls)
            writer.flag("invalid", !isValid)
            writer.flag("invisible", !isVisible)
            writer.list("others", others)
            writer.field("comment", comment)
        }
    }
}

extension Index.Part: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("part") { writer in
            switch key {
            case .column(let name): writer.field("column", name)
            case .expression(let text): writer.field("expression", text)
            }
            writer.flag("descending", isDescending)
            if let hasNullsFirst { writer.words("nulls", [hasNullsFirst ? "first" : "last"]) }
            writer.field("collation", collation)
            writer.field("operator-class", operatorClass)
            writer.field("length", length)
        }
    }
}

extension Trigger: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("trigger") { writer in
            writer.field("name", name)
            writer.field("definition", definition)
            if state != "ENABLE" { writer.field("state", state) }
            writer.field("comment", comment)
        }
    }
}

extension TableOption: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) { writer.list("option", [name, value]) }
}
