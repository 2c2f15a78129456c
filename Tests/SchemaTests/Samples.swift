import FlotillaSQL
import FlotillaSchema

/// Small schemas for tests that fit on a screen.
func schema(_ engine: Engine = .postgresql, _ tables: Table...) -> Schema {
    var schema = Schema(engine: engine)
    schema.tables = tables
    return schema
}

func table(_ name: ObjectName, _ columns: Column..., with change: (inout Table) -> Void = { _ in }) -> Table {
    var table = Table(name: name, columns: columns)
    change(&table)
    return table
}

let id = Column("id", .integer(bits: 32), isNullable: false)
let email = Column("email", .varchar(255))
