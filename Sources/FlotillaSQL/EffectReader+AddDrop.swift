/// `ADD …` and `DROP …` within `ALTER TABLE`.
extension EffectReader {
    mutating func readAdd(on table: QualifiedName) {
        reader.advance()
        let saysColumn = reader.accept(.column)
        if engine == .mysql, reader.isAt(.openParenthesis) {
            readAddedList(on: table)
        } else if saysColumn {
            readAddedColumn(on: table)
        } else {
            readAddedElement(on: table)
        }
    }

    /// `ADD (a INT, b INT, INDEX (a))`
    private mutating func readAddedList(on table: QualifiedName) {
        reader.advance()
        repeat {
            readAddedElement(on: table)
            _ = reader.seek { $0.isAt(.comma) }
        } while reader.accept(.comma)
        _ = reader.accept(.closeParenthesis)
    }

    private mutating func readAddedElement(on table: QualifiedName) {
        switch reader.keyword {
        case .constraint:
            reader.advance()
            acceptCondition()
            let name = [.primary, .unique, .foreign, .check].contains(reader.keyword) ? nil : reader.name()
            readAddedConstraint(name, on: table)
        case .primary, .unique, .foreign, .check, .exclude: readAddedConstraint(nil, on: table)
        case .index where engine == .mysql, .key where engine == .mysql, .fulltext where engine == .mysql,
            .spatial where engine == .mysql,
            .vector where engine == .mysql && [.index, .key].contains(reader.following.keyword):
            readAddedIndex(on: table)
        // PERIOD FOR SYSTEM_TIME, SYSTEM VERSIONING, PARTITION; a column may bear the first two names.
        case .partition: giveUp()
        case .period where reader.following.keyword == .for: giveUp()
        case .system where reader.following.keyword == .versioning: giveUp()
        default: readAddedColumn(on: table)
        }
    }

    private mutating func readAddedColumn(on table: QualifiedName) {
        acceptCondition()
        appears(reader.name().map { .column($0, of: table) })
    }

    /// Where the server chooses the name, nothing can be looked up.
    private mutating func readAddedConstraint(_ name: SQLName?, on table: QualifiedName) {
        if engine == .mysql {
            if reader.accept(.primary) { return appears(.primaryKey(of: table)) }
            if reader.accept(.unique) {
                _ = reader.accept(.index) || reader.accept(.key)
                acceptCondition()
                return addIndex(readIndexName() ?? name, on: table)
            }
        } else if name == nil, reader.accept(.primary) {
            return appears(.primaryKey(of: table))
        }
        appears(name.map { .constraint($0, of: table) })
    }

    private mutating func readAddedIndex(on table: QualifiedName) {
        if !reader.accept(.index) && !reader.accept(.key) {
            reader.advance()
            _ = reader.accept(.index) || reader.accept(.key)
        }
        acceptCondition()
        addIndex(readIndexName(), on: table)
    }

    private mutating func readIndexName() -> SQLName? {
        reader.isAt(.openParenthesis) || reader.keyword == .using ? nil : reader.name()
    }

    private mutating func addIndex(_ name: SQLName?, on table: QualifiedName) {
        appears(name.map { .index(QualifiedName(name: $0), of: table) })
    }

    mutating func readDropAction(on table: QualifiedName) {
        reader.advance()
        switch reader.keyword {
        case .index where engine == .mysql, .key where engine == .mysql:
            readDropped { .index(QualifiedName(name: $0), of: table) }
        case .primary where reader.following.keyword == .key:
            disappears(.primaryKey(of: table))
        case .foreign where reader.following.keyword == .key:
            reader.advance()
            readDropped { .constraint($0, of: table) }
        case .constraint, .check: readDropped { .constraint($0, of: table) }
        case .partition: giveUp()
        case .period where reader.following.keyword == .for: giveUp()
        case .system where reader.following.keyword == .versioning: giveUp()
        default:
            _ = reader.accept(.column)
            acceptCondition()
            disappears(reader.name().map { .column($0, of: table) })
        }
    }

    /// Stands on the word that says what kind of thing is dropped.
    private mutating func readDropped(_ object: (SQLName) -> CatalogueObject) {
        reader.advance()
        acceptCondition()
        disappears(reader.name().map(object))
    }
}
