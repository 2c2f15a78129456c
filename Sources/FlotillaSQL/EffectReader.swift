extension CatalogueEffect {
    /// `reader` stands on the statement's first token.
    init(_ reader: TokenReader) {
        var effects = EffectReader(reader)
        effects.read()
        self = effects.effect
    }
}

/// Reads a definition statement for its ``CatalogueEffect``. What it does not understand makes the effect incomplete,
/// never wrong.
struct EffectReader {
    var reader: TokenReader
    private(set) var effect = CatalogueEffect()

    init(_ reader: TokenReader) { self.reader = reader }

    var engine: Engine { reader.engine }

    mutating func read() {
        guard let verb = reader.keyword else { return giveUp() }
        reader.advance()
        if let head = DefinitionHead(verb: verb, &reader) {
            effect.toleratesPresence = head.toleratesPresence
            effect.isConcurrent = head.isConcurrent && head.verb == .create
            // What is temporary is not there any more when somebody looks.
            if head.isTemporary { return giveUp() }
            read(head)
        } else if verb == .rename && engine == .mysql && (reader.accept(.table) || reader.accept(.tables)) {
            readRenameTable()
        } else {
            if verb == .reindex { readReindex() }
            giveUp()
        }
        finish()
    }

    private mutating func readReindex() {
        if reader.token.kind == .openParenthesis { reader.skipParentheses() }
        let isTable = reader.accept(.table)
        guard engine == .postgresql, isTable || reader.accept(.index) else { return }
        _ = reader.accept(.concurrently)
        effect.rebuilt = reader.qualifiedName().map { isTable ? .table($0) : .index($0, of: nil) }
    }

    private mutating func read(_ head: DefinitionHead) {
        switch head.verb {
        case .create: readCreate(head.kind)
        case .drop: readDrop(head.kind)
        case .alter: readAlter(head.kind)
        }
    }

    /// An object that comes and goes, as in `RENAME a TO c, b TO a, c TO b`, shows nothing.
    private mutating func finish() {
        while reader.isAtEnd == false { reader.advance() }
        if reader.sawExecutableComment { giveUp() }
        var counts: [CatalogueObject: Int] = [:]
        for fact in effect.facts { counts[fact.object, default: 0] += 1 }
        let clear = effect.facts.filter { counts[$0.object] == 1 }
        if clear.count < effect.facts.count { giveUp() }
        effect.facts = clear
    }
}

extension EffectReader {
    /// The facts so far may stand, but they are not all.
    mutating func giveUp() { effect.isComplete = false }

    mutating func appears(_ object: CatalogueObject?) {
        if let object { effect.facts.append(.appears(object)) } else { giveUp() }
    }

    mutating func disappears(_ object: CatalogueObject?) {
        if let object { effect.facts.append(.disappears(object)) } else { giveUp() }
    }

    mutating func forgetFacts() { effect.facts = [] }

    mutating func acceptCondition() {
        if reader.accept(.if, .not, .exists) || reader.accept(.if, .exists) { effect.toleratesPresence = true }
    }

    /// `RENAME TABLE a TO b, c TO d`: without a database, the new name is in the session's.
    private mutating func readRenameTable() {
        acceptCondition()
        repeat {
            let old = reader.qualifiedName(.relation)
            skipWaiting()
            guard let old, reader.accept(.to), let new = reader.qualifiedName(.relation) else { return giveUp() }
            disappears(.table(old))
            appears(.table(new))
        } while reader.accept(.comma)
    }

    /// MariaDB's `WAIT n` and `NOWAIT`.
    mutating func skipWaiting() {
        if reader.accept(.wait) { reader.advance() } else { _ = reader.accept(.nowait) }
    }

    /// The object of a kind that needs no more than its name.
    func object(_ kind: DefinitionHead.Kind, _ name: QualifiedName) -> CatalogueObject? {
        switch kind {
        case .table, .foreignTable: .table(name)
        case .view: .view(name)
        case .materializedView: .materializedView(name)
        case .sequence: .sequence(name)
        case .type, .domain: .type(name)
        case .event: .event(name)
        case .function: .function(name)
        case .procedure: .procedure(name)
        case .package: .package(name)
        case .packageBody: .packageBody(name)
        case .schema: .schema(name.name)
        case .database: engine == .mysql ? .schema(name.name) : .database(name.name)
        case .extension: .extension(name.name)
        case .index: .index(name, of: nil)
        case .trigger: .trigger(name, of: nil)
        default: nil
        }
    }

    static func role(_ kind: DefinitionHead.Kind) -> TokenReader.NameRole {
        switch kind {
        case .table, .view, .sequence, .trigger, .schema, .database: .relation
        default: .other
        }
    }
}
