import FlotillaSQL
import FlotillaSchema

/// Makes schemas and edits of them that an engine can hold: the same for the same seed.
///
/// Expressions are spelled as the engine would for plain names; who needs the engine's own spelling makes the schema on it
/// and reads it back. Edits can be made of what was read back too.
public struct SchemaGenerator: Sendable {
    public struct Features: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Capitals, blanks, quotes, keywords, letters beyond ASCII.
        public static let oddNames = Features(rawValue: 1)
        public static let views = Features(rawValue: 2)
        public static let triggers = Features(rawValue: 4)
        /// Of edits: tables and columns that get another name.
        public static let renames = Features(rawValue: 8)
        public static let all: Features = [.oddNames, .views, .triggers, .renames]
    }

    public let engine: Engine
    public let features: Features
    var random: SeededGenerator
    private var counter: Int

    /// `firstNumber` ends the first name that is made: for a second generator whose names must be new.
    public init(engine: Engine, seed: UInt64, features: Features = .all, firstNumber: Int = 1) {
        self.engine = engine
        self.features = features
        random = SeededGenerator(seed: seed)
        counter = firstNumber
    }

    public mutating func schema(tables: ClosedRange<Int> = 1...6) -> Schema {
        var schema = Schema(engine: engine)
        if engine == .postgresql {
            for _ in 0..<number(in: 0...2) { schema.enums.append(enumType()) }
            if chance(1, in: 3) { schema.sequences.append(sequence()) }
        }
        for _ in 0..<number(in: tables) { schema.tables.append(table(in: schema)) }
        if chance(1, in: 3) { closeCycle(in: &schema) }
        if features.contains(.triggers), chance(1, in: 3) { addTrigger(to: &schema) }
        if features.contains(.views), chance(1, in: 2), let view = view(over: schema) { schema.views.append(view) }
        return schema.sorted()
    }

    /// A foreign key that points forwards.
    private mutating func closeCycle(in schema: inout Schema) {
        guard let first = schema.tables.indices.first, let last = schema.tables.last,
            let (column, key) = reference(to: last, isNullable: true)
        else { return }
        schema.tables[first].columns.append(column)
        schema.tables[first].foreignKeys.append(key)
    }

    // MARK: dice

    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func chance(_ count: Int, in all: Int) -> Bool { number(in: 1...all) <= count }

    mutating func pick<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &random) }

    mutating func name(_ words: [String]) -> String {
        counter += 1
        let digits = String(counter)
        let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let word = pick(words) ?? "thing"
        guard features.contains(.oddNames), chance(1, in: 12) else { return "\(word)_\(number)" }
        let odd = [
            "Odd \(word) \(number)", "\(word)-\(number)", "ö\(word)_\(number)", "Select_\(number)", "a\"b \(number)",
        ]
        return pick(odd) ?? word
    }

    /// As an engine spells a name in an expression: in quotes where it must be, in MySQL's family always.
    func spelled(_ name: String) -> String {
        let plain = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
        if engine != .mysql && plain { return name }
        return (try? SQLQuoting.identifier(name, engine: engine)) ?? name
    }
}
