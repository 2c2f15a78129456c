/// `CREATE` and `DROP`.
extension EffectReader {
    mutating func readCreate(_ kind: DefinitionHead.Kind) {
        switch kind {
        case .index: readCreateIndex()
        case .trigger: readTrigger { $0.appears($1) }
        default:
            guard !isAuthorizationOnly, let name = reader.qualifiedName(Self.role(kind)) else { return giveUp() }
            appears(object(kind, name))
            checkOverloads(kind)
            if kind == .table, engine == .mysql, fillsTable { giveUp() }
        }
    }

    /// PostgreSQL tells functions apart by their arguments, so that a name alone shows nothing.
    private mutating func checkOverloads(_ kind: DefinitionHead.Kind) {
        if engine == .postgresql, kind == .function || kind == .procedure { giveUp() }
    }

    /// `CREATE SCHEMA AUTHORIZATION joe` takes the name of a role.
    private var isAuthorizationOnly: Bool { reader.isAt("authorization") }

    /// `CREATE TABLE … SELECT`: before MySQL 8 and MariaDB 10.6 a crash may leave the table without the rows.
    private var fillsTable: Bool {
        var outside = reader
        return reader.contains { $0.keyword == .select }
            || outside.seek { [.as, .values, .table].contains($0.keyword) }
    }

    private mutating func readCreateIndex() {
        guard reader.keyword != .on, let name = reader.qualifiedName() else { return giveUp() }
        guard let table = readOnTable() else { return giveUp() }
        appears(index(name, of: table))
    }

    /// PostgreSQL puts an index into the schema of its table. SQLite names the schema with the index and not with the
    /// table.
    private func index(_ name: QualifiedName, of table: QualifiedName) -> CatalogueObject {
        switch engine {
        case .mysql where name.name.text.lowercased() == "primary": .primaryKey(of: table)
        case .postgresql: .index(QualifiedName(schema: table.schema, name: name.name), of: table)
        case .mysql: .index(name, of: table)
        case .sqlite: .index(name, of: QualifiedName(schema: name.schema, name: table.name))
        }
    }

    private mutating func readTrigger(_ add: (inout Self, CatalogueObject) -> Void) {
        guard let name = reader.qualifiedName(.relation) else { return giveUp() }
        guard let table = readOnTable() else { return giveUp() }
        add(&self, .trigger(name, of: table))
    }

    private mutating func readOnTable() -> QualifiedName? {
        guard reader.seek({ $0.keyword == .on }), reader.accept(.on) else { return nil }
        _ = reader.accept(.only)
        return reader.qualifiedName(.relation)
    }

    mutating func readDrop(_ kind: DefinitionHead.Kind) {
        switch (kind, engine) {
        case (.index, .mysql): readDropIndex()
        case (.trigger, .postgresql): readTrigger { $0.disappears($1) }
        default: readDropList(kind)
        }
    }

    private mutating func readDropIndex() {
        guard let name = reader.qualifiedName(), let table = readOnTable() else { return giveUp() }
        disappears(index(name, of: table))
    }

    private mutating func readDropList(_ kind: DefinitionHead.Kind) {
        checkOverloads(kind)
        repeat {
            guard let name = reader.qualifiedName(Self.role(kind)) else { return giveUp() }
            disappears(object(kind, name))
            if reader.isAt(.openParenthesis) { reader.skipParentheses() }
        } while reader.accept(.comma)
    }
}
