/// One column of a table that exists: what makes it from what it was into what it shall be.
struct PostgreSQLColumnChange {
    let table: ObjectName
    let from: Column
    let to: Column
    /// Types of the schema that has the column afterwards.
    let enums: Set<ObjectName>

    /// It is dropped and added again, as the server has no other way.
    static func remakes(from: Column, to: Column) -> Bool {
        guard let generated = to.generated else { return false }
        return from.generated != generated
    }

    var purpose: String {
        let what = isTypeChanged ? "change type of" : "alter"
        return "\(what) column \(table.name).\(to.name)"
    }

    var isTypeChanged: Bool { from.type != to.type || from.collation != to.collation }

    /// Everything except what has to wait until other things are done: see ``notNull``.
    var statements: [RenderedStatement] {
        var list = fromIdentity + typeChange
        if !isTypeChanged || !setsDefaultWithType { list += defaultChange }
        if from.generated != nil && to.generated == nil { list.append(altering("DROP EXPRESSION")) }
        if needsNotNullAtOnce { list.append(altering("SET NOT NULL", remarks: [Self.failsOnNull])) }
        list += toIdentity + settings
        return list
            + PostgreSQLComments.change(PostgreSQLColumns.target(to, table), from: from.comment, to: to.comment)
            .map { RenderedStatement(purpose, $0) }
    }

    /// A column of a primary key can do so only when that is gone.
    var nullable: [RenderedStatement] {
        !from.isNullable && to.isNullable ? [altering("DROP NOT NULL")] : []
    }

    /// The four steps by which a column refuses NULL without a lock for the time that reading the table takes: a check that
    /// holds for new rows, its validation, the constraint itself, which believes the check, and the check away.
    var notNull: (check: RenderedStatement, validation: RenderedStatement, later: [RenderedStatement])? {
        guard from.isNullable, !to.isNullable, !needsNotNullAtOnce else { return nil }
        let name = PostgreSQLNames.quoted(table)
        let column = PostgreSQLNames.quoted(to.name)
        let check = PostgreSQLNames.quoted(PostgreSQLNames.chosen(table.name, [to.name], "not_null"))
        let add = "ALTER TABLE \(name) ADD CONSTRAINT \(check) CHECK (\(column) IS NOT NULL) NOT VALID"
        return (
            RenderedStatement(purpose, add),
            RenderedStatement(
                purpose, "ALTER TABLE \(name) VALIDATE CONSTRAINT \(check)", runsAlone: true,
                remarks: [Self.failsOnNull]),
            [
                altering("SET NOT NULL"),
                RenderedStatement(purpose, "ALTER TABLE \(name) DROP CONSTRAINT \(check)"),
            ]
        )
    }

    static let failsOnNull = "fails where a value is NULL"
    static let rewrites = "writes the whole table anew and lets nobody read or write it meanwhile"

    /// An identity column must refuse NULL before it becomes one.
    private var needsNotNullAtOnce: Bool {
        from.isNullable && !to.isNullable && PostgreSQLClauses.identity(to.identity) != nil
    }

    private func altering(_ action: String, remarks: [String] = []) -> RenderedStatement {
        RenderedStatement(
            purpose,
            "ALTER TABLE \(PostgreSQLNames.quoted(table)) ALTER COLUMN \(PostgreSQLNames.quoted(to.name)) \(action)",
            remarks: remarks)
    }
}

// MARK: Type and default

extension PostgreSQLColumnChange {
    /// A default that was made for the old type may not fit the new one.
    private var setsDefaultWithType: Bool {
        from.default != nil && !(from.default == to.default && PostgreSQLCast(from: from.type, to: to.type).keepsRows)
    }

    private var typeChange: [RenderedStatement] {
        guard isTypeChanged else { return [] }
        let cast = PostgreSQLCast(from: from.type, to: to.type)
        let column = PostgreSQLNames.quoted(to.name)
        var type = "ALTER COLUMN \(column) TYPE \(PostgreSQLTypes.spelling(to.type))"
        if from.collation != to.collation {
            type += " COLLATE \(to.collation.map(PostgreSQLNames.collation) ?? "\"default\"")"
        }
        if from.generated == nil, let expression = cast.expression(of: column) { type += " USING \(expression)" }
        var actions = [type]
        if setsDefaultWithType {
            actions.insert("ALTER COLUMN \(column) DROP DEFAULT", at: 0)
            if let value = to.default { actions.append("ALTER COLUMN \(column) SET DEFAULT \(value)") }
        }
        let separator = actions.count > 1 ? "\n    " : " "
        let sql =
            "ALTER TABLE \(PostgreSQLNames.quoted(table))\(separator)"
            + actions.joined(separator: ",\n    ")
        var remarks = cast.keepsRows ? [] : [Self.rewrites]
        if from.collation != to.collation { remarks.append("builds the indexes of the column anew") }
        if from.type != to.type { remarks += effect }
        let losesData = from.loses(.type, to, .postgresql, enums: enums)
        let change = RenderedStatement(purpose, sql, losesData: losesData, remarks: remarks)
        // The sequence of an identity column follows by itself, that of a serial column does not.
        guard to.serial != nil, from.serial != nil, from.type != to.type else { return [change] }
        let sequence = PostgreSQLColumns.sequence(of: to, in: table, ["AS \(PostgreSQLTypes.spelling(to.type))"])
        return [change] + sequence.map { RenderedStatement(purpose, $0) }
    }

    /// What becomes of values that are not exactly some of the new type.
    private var effect: [String] {
        if from.loses(.type, to, .postgresql, enums: enums) {
            return ["what does not fit is rounded or cut without an error"]
        }
        guard !to.type.holdsAll(of: from.type, engine: .postgresql) else { return [] }
        return ["fails where a value is no \(PostgreSQLTypes.spelling(to.type))"]
    }

    private var defaultChange: [RenderedStatement] {
        // Leaving and becoming an identity sees to the default.
        guard from.default != to.default, to.generated == nil else { return [] }
        if let value = to.default { return [altering("SET DEFAULT \(value)")] }
        return to.identity == nil ? [altering("DROP DEFAULT")] : []
    }
}

// MARK: Identity

extension PostgreSQLColumnChange {
    private var isIdentityKept: Bool {
        switch (from.identity, to.identity) {
        case (nil, nil), (.serial, .serial): true
        case (.always, .always), (.always, .byDefault), (.byDefault, .always), (.byDefault, .byDefault): true
        default: false
        }
    }

    private var fromIdentity: [RenderedStatement] {
        guard !isIdentityKept, let identity = from.identity else { return [] }
        guard case .serial = identity else { return [altering("DROP IDENTITY")] }
        let sequence = PostgreSQLColumns.onSequence(of: to, in: table, "DROP SEQUENCE %s")
        return [altering("DROP DEFAULT"), RenderedStatement(purpose, sequence)]
    }

    private var toIdentity: [RenderedStatement] {
        guard from.identity != to.identity, let identity = to.identity else { return [] }
        if isIdentityKept { return identityChange(identity) }
        var list = from.default == nil ? [] : [altering("DROP DEFAULT")]
        if let options = to.serial {
            let sequence = ObjectName(PostgreSQLNames.chosen(table.name, [to.name], "seq"), in: table.namespace)
            let name = PostgreSQLNames.quoted(sequence)
            let words = ["AS \(PostgreSQLTypes.spelling(to.type))"] + PostgreSQLClauses.options(options)
            let owner = "\(PostgreSQLNames.quoted(table)).\(PostgreSQLNames.quoted(to.name))"
            list.append(
                RenderedStatement(purpose, "CREATE SEQUENCE \(name) \(words.joined(separator: " ")) OWNED BY \(owner)"))
            list.append(altering("SET DEFAULT nextval(\(PostgreSQLNames.literal(name)))"))
        } else {
            list.append(altering("ADD " + (PostgreSQLClauses.identity(identity) ?? "")))
        }
        return list + [RenderedStatement(purpose, PostgreSQLColumns.advance(to, in: table))]
    }

    private func identityChange(_ identity: Identity) -> [RenderedStatement] {
        let words = Self.words(from: from.identity?.options, to: identity.options, PostgreSQLTypes.spelling(to.type))
        if case .serial = identity {
            return PostgreSQLColumns.sequence(of: to, in: table, words).map { RenderedStatement(purpose, $0) }
        }
        var actions = words.map { "SET " + $0 }
        if identity.isAlways != from.identity?.isAlways {
            actions.insert("SET GENERATED \(identity.isAlways ? "ALWAYS" : "BY DEFAULT")", at: 0)
        }
        return actions.isEmpty ? [] : [altering(actions.joined(separator: " "))]
    }

    /// What `ALTER SEQUENCE` has to say; where something is left to the server, its word for that.
    static func words(from: SequenceOptions?, to: SequenceOptions, _ type: String) -> [String] {
        let from = from ?? SequenceOptions()
        var words: [String] = []
        // What the server would choose depends on the direction, but when the type changes too it forgets that.
        let isTurned = ((from.increment ?? 1) > 0) != ((to.increment ?? 1) > 0)
        if from.increment != to.increment { words.append("INCREMENT BY \(to.increment ?? 1)") }
        if isTurned {
            let ascends = (to.increment ?? 1) > 0
            let range = Self.range(type)
            words.append("MINVALUE \(to.minimum ?? (ascends ? 1 : range.lowerBound))")
            words.append("MAXVALUE \(to.maximum ?? (ascends ? range.upperBound : -1))")
        } else {
            if from.minimum != to.minimum { words.append(to.minimum.map { "MINVALUE \($0)" } ?? "NO MINVALUE") }
            if from.maximum != to.maximum { words.append(to.maximum.map { "MAXVALUE \($0)" } ?? "NO MAXVALUE") }
        }
        if isTurned || from.start != to.start { words.append("START WITH \(to.start ?? standardStart(to))") }
        if from.cache != to.cache { words.append("CACHE \(to.cache ?? 1)") }
        if from.cycles != to.cycles { words.append(to.cycles ? "CYCLE" : "NO CYCLE") }
        return words
    }

    private static func standardStart(_ options: SequenceOptions) -> Int64 {
        (options.increment ?? 1) > 0 ? options.minimum ?? 1 : options.maximum ?? -1
    }

    private static func range(_ type: String) -> ClosedRange<Int64> {
        switch type {
        case "smallint": Int64(Int16.min)...Int64(Int16.max)
        case "integer": Int64(Int32.min)...Int64(Int32.max)
        default: Int64.min...Int64.max
        }
    }

    private var settings: [RenderedStatement] {
        let gone = from.others.filter { !to.others.contains($0) }
        let new = to.others.filter { !from.others.contains($0) }
        let names = Set(new.map(PostgreSQLColumnSetting.name))
        let back = gone.filter { !names.contains(PostgreSQLColumnSetting.name($0)) }.compactMap {
            PostgreSQLColumnSetting.withdrawal($0, type: to.type)
        }
        return (back + new.map { "SET " + $0 }).map { altering($0) }
    }
}

extension Identity {
    fileprivate var isAlways: Bool { if case .always = self { true } else { false } }

    fileprivate var options: SequenceOptions {
        switch self {
        case .serial(let options), .always(let options), .byDefault(let options): options
        case .autoIncrement: SequenceOptions()
        }
    }
}
