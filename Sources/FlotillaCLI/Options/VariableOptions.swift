import ArgumentParser
import FlotillaSQL

/// Values for the places that revisions leave open.
struct VariableOptions: ParsableArguments {
    @Option(
        name: [.customShort("x"), .customLong("x-arg")],
        help: ArgumentHelp(
            "A value for :{name} in revisions ('flotilla help variables'). May be repeated; it is no place for secrets.",
            valueName: "name=value"),
        transform: Self.pair)
    var variable: [Pair] = []

    struct Pair {
        var name: String
        var value: String
    }

    /// Under the names that revisions use.
    var variables: SQLVariables {
        SQLVariables(Dictionary(variable.map { ($0.name, $0.value) }) { first, _ in first })
    }

    func validate() throws {
        let names = Dictionary(grouping: variable, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
        guard let name = names.first else { return }
        throw ValidationError("-x \(name) is given more than once; a variable has one value.")
    }

    private static func pair(_ text: String) throws -> Pair {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, SQLVariablePlace.isName(halves[0]) else {
            throw ValidationError("it must be NAME=VALUE, where NAME is of letters, digits, '_', '-' and '.'.")
        }
        return Pair(name: halves[0], value: halves[1])
    }
}
