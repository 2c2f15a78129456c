import FlotillaTables

/// Why models in Swift do not make a schema.
extension Complaint {
    init(_ fault: ModelFault) {
        let (what, next) = Self.words(fault)
        self.init(.badSettings, what, [.next(next)])
    }

    private static func words(_ fault: ModelFault) -> (what: String, next: String) {
        let table = fault.table
        return switch fault.reason {
        case .tableTwice: ("two models have the table \(table)", "give one of them another name: @Table(\"name\")")
        case .columnTwice(let column):
            ("two properties of \(table) have the column \(column)", "give one another name: @Column(\"name\")")
        case .noColumns: ("the model of \(table) has no stored property", "write one for each column of the table")
        case .unknownColumn(let word, let known):
            (
                "\(table) has no column \(word)",
                "name one of its properties: \(known.joined(separator: ", "))"
            )
        case .unknownTable(let other):
            ("\(table) refers to \(other), which is not among the models", "list its model in the program's 'models'")
        case .keyDoesNotFit(let other, let columns):
            (
                "\(table) refers to \(other), and the columns are not as many as there: "
                    + (columns.isEmpty ? "it has no primary key" : columns.joined(separator: ", ")),
                "name the column: @Column(references:, referencing:); or several: @ForeignKey(\"a\", \"b\", references:)"
            )
        case .nameTwice(let name):
            ("two indexes or constraints of \(table) are called \(name)", "give one another name with 'name:'")
        case .unlimitedInKey(let column):
            (
                "\(table).\(column) has no limit, and mysql can neither index such a column nor hold it unique",
                "say how long it can be: @Column(length: 190)"
            )
        case .partialUnique(let columns):
            (
                "mysql has no unique index of some rows only, as \(table) wants one over \(columns.joined(separator: ", "))",
                "leave 'where:' or 'unique:' out, or leave mysql out with --engine or 'engines:' in flotilla.yaml"
            )
        case .unspeakable(let column):
            (
                "\(table).\(column) has a name or a text that \(fault.engine.rawValue) cannot write",
                "look for an empty or too long name, or a character with the number 0"
            )
        }
    }
}
