/// `ALTER` of everything, and the list of actions of `ALTER TABLE`.
extension EffectReader {
    mutating func readAlter(_ kind: DefinitionHead.Kind) {
        switch kind {
        case .table, .foreignTable: readAlterTable()
        case .type: readAlterType()
        default: readRename(of: kind)
        }
    }

    private mutating func readRename(of kind: DefinitionHead.Kind) {
        guard let old = reader.qualifiedName(Self.role(kind)), reader.accept(.rename, .to) else { return giveUp() }
        guard var new = reader.qualifiedName(Self.role(kind)) else { return giveUp() }
        if engine == .postgresql { new.schema = old.schema }
        disappears(object(kind, old))
        appears(object(kind, new))
        if kind == .function || kind == .procedure { giveUp() }
    }

    private mutating func readAlterType() {
        let start = reader
        guard let type = reader.qualifiedName() else { return giveUp() }
        if reader.accept(.add, .value) {
            acceptCondition()
            appears(reader.literal().map { .enumValue($0, of: type) })
        } else if reader.accept(.rename, .value) {
            guard let old = reader.literal(), reader.accept(.to), let new = reader.literal() else { return giveUp() }
            disappears(.enumValue(old, of: type))
            appears(.enumValue(new, of: type))
        } else {
            reader = start
            readRename(of: .type)
        }
    }

    private mutating func readAlterTable() {
        _ = reader.accept(.only)
        guard let table = reader.qualifiedName(.relation) else { return giveUp() }
        _ = reader.accept(.asterisk)
        skipWaiting()
        var newName: QualifiedName?
        repeat {
            readAction(on: table, renamedTo: &newName)
            skipAction()
        } while reader.accept(.comma)
        if let newName {
            // One ALTER TABLE is atomic, and where the old table's columns are to be looked for now depends on it.
            forgetFacts()
            disappears(.table(table))
            appears(.table(newName))
        }
    }

    private mutating func readAction(on table: QualifiedName, renamedTo newName: inout QualifiedName?) {
        switch reader.keyword {
        case .add: readAdd(on: table)
        case .drop: readDropAction(on: table)
        case .change where engine == .mysql: readChange(on: table)
        case .rename: readRenameAction(on: table, renamedTo: &newName)
        // How the server goes about it; changes nothing.
        case .algorithm where engine == .mysql, .lock where engine == .mysql: break
        default: newName = readSetSchema(of: table) ?? newName
        }
    }

    /// To the comma behind the action. MySQL's family lets partitioning follow without a comma.
    private mutating func skipAction() {
        var partitions = false
        _ = reader.seek { at in
            partitions = partitions || at.keyword == .partition
            return at.isAt(.comma)
        }
        if partitions { giveUp() }
    }

    private mutating func readSetSchema(of table: QualifiedName) -> QualifiedName? {
        guard engine == .postgresql, reader.accept(.set, .schema), let schema = reader.name(.relation) else {
            giveUp()
            return nil
        }
        return QualifiedName(schema: schema, name: table.name)
    }

    /// `CHANGE old new definition`. Under its old name only the definition changes, which shows nowhere here.
    private mutating func readChange(on table: QualifiedName) {
        reader.advance()
        _ = reader.accept(.column)
        acceptCondition()
        guard let old = reader.name(), let new = reader.name() else { return giveUp() }
        guard old.text.lowercased() != new.text.lowercased() else { return giveUp() }
        disappears(.column(old, of: table))
        appears(.column(new, of: table))
    }

    private mutating func readRenameAction(on table: QualifiedName, renamedTo newName: inout QualifiedName?) {
        reader.advance()
        if reader.accept(.column) { return readPair { .column($0, of: table) } }
        if reader.accept(.constraint) { return readPair { .constraint($0, of: table) } }
        if engine == .mysql, reader.accept(.index) || reader.accept(.key) {
            return readPair { .index(QualifiedName(name: $0), of: table) }
        }
        if reader.accept(.to) || reader.accept(.as) || reader.accept(.equals) {
            newName = readNewTableName(table)
        } else if reader.following.keyword == .to {
            readPair { .column($0, of: table) }
        } else {
            newName = readNewTableName(table)
        }
    }

    private mutating func readNewTableName(_ table: QualifiedName) -> QualifiedName? {
        guard var name = reader.qualifiedName(.relation) else {
            giveUp()
            return nil
        }
        // Elsewhere a table keeps its schema; MySQL's family moves it to the session's database.
        if engine != .mysql { name.schema = table.schema }
        return name
    }

    private mutating func readPair(_ object: (SQLName) -> CatalogueObject) {
        acceptCondition()
        guard let old = reader.name(), reader.accept(.to), let new = reader.name() else { return giveUp() }
        disappears(object(old))
        appears(object(new))
    }
}
