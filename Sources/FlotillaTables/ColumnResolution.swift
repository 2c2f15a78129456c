import FlotillaSQL
import FlotillaSchema

/// One model's column on one engine.
struct ColumnResolution {
    private let model: ModelColumn
    private let isCounted: Bool
    private let engine: Engine
    private let table: String

    /// - Parameter isCounted: whether the database hands out its numbers.
    init(_ model: ModelColumn, isCounted: Bool, _ engine: Engine, _ table: String) {
        self.model = model
        self.isCounted = isCounted
        self.engine = engine
        self.table = table
    }

    var column: Column {
        get throws(ModelFault) {
            Column(
                model.name, type, isNullable: model.isNullable && !model.marks.contains(.primaryKey),
                default: try model.default.map { value throws(ModelFault) in try text(of: value) },
                generated: model.generated.map { Generated($0.text(on: engine), isStored: true) }, identity: identity,
                comment: engine == .sqlite ? nil : model.comment)
        }
    }

    /// SQLite numbers rows by a column of the type `INTEGER` and by no other, and needs no word for it.
    private var type: ColumnType {
        isCounted && engine == .sqlite ? .integer(bits: 64) : model.type.columnType(on: engine)
    }

    private var identity: Identity? {
        guard isCounted else { return nil }
        return switch engine {
        case .postgresql: .byDefault(SequenceOptions())
        case .mysql: .autoIncrement
        case .sqlite: nil
        }
    }

    private func text(of value: ColumnDefault) throws(ModelFault) -> String {
        switch value {
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .boolean(let isTrue): return engine == .postgresql ? String(isTrue) : isTrue ? "1" : "0"
        case .now: return now
        case .expression(let text): return text.text(on: engine)
        case .text(let text):
            do { return try SQLQuoting.literal(text, engine: engine) } catch {
                throw ModelFault(table: table, engine: engine, reason: .unspeakable(column: model.name))
            }
        }
    }

    /// MySQL wants as many digits as the column has.
    private var now: String {
        switch type {
        case .timestamp(let digits?, _) where engine == .mysql: "CURRENT_TIMESTAMP(\(digits))"
        case .date: engine == .mysql ? "(CURRENT_DATE)" : "CURRENT_DATE"
        case .time: engine == .mysql ? "(CURRENT_TIME)" : "CURRENT_TIME"
        default: "CURRENT_TIMESTAMP"
        }
    }
}
