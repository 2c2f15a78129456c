extension Schema: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.field("engine", engine.rawValue)
        for namespace in namespaces { namespace.write(to: &writer) }
        for extensionObject in extensions { extensionObject.write(to: &writer) }
        for enumType in enums { enumType.write(to: &writer) }
        for sequence in sequences { sequence.write(to: &writer) }
        for table in tables { table.write(to: &writer) }
        for view in views { view.write(to: &writer) }
        for routine in routines { routine.write(to: &writer) }
        for other in others { other.write(to: &writer) }
    }
}

extension Namespace: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("namespace") { writer in
            writer.field("name", name)
            writer.field("comment", comment)
        }
    }
}

extension ExtensionObject: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("extension") { writer in
            writer.field("name", name)
            writer.field("namespace", namespace)
        }
    }
}

extension EnumType: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("enum") { writer in
            writer.field("name", name)
            writer.list("values", values)
            writer.field("comment", comment)
        }
    }
}

extension SequenceObject: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("sequence") { writer in
            writer.field("name", name)
            writer.field("type", type)
            options.write(to: &writer)
            writer.field("comment", comment)
        }
    }
}

extension View: FingerprintWritable {
    /// Without its sources: they follow from the query.
    func write(to writer: inout FingerprintWriter) {
        writer.block("view") { writer in
            writer.field("name", name)
            writer.field("query", query)
            writer.list("columns", columns)
            writer.flag("materialized", isMaterialized)
            for index in indexes { index.write(to: &writer) }
            for trigger in triggers { trigger.write(to: &writer) }
            for option in options { option.write(to: &writer) }
            writer.field("comment", comment)
        }
    }
}

extension Routine: FingerprintWritable {
    func write(to writer: inout FingerprintWriter) {
        writer.block("routine") { writer in
            writer.field("kind", kind.rawValue)
            writer.field("name", name)
            writer.field("signature", signature)
            writer.field("definition", definition)
            writer.field("comment", comment)
        }
    }
}

extension TextObject: FingerprintWritable {
    /// Without the statement that removes it: that is what this program knows of it, not what it is.
    func write(to writer: inout FingerprintWriter) {
        writer.block("other") { writer in
            writer.field("kind", kind)
            writer.field("name", name)
            writer.field("definition", definition)
        }
    }
}
