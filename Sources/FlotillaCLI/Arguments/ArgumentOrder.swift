/// Puts the arguments into the order that the parser understands.
///
/// People who know Alembic type options before the command (`-c prod.yaml upgrade head`), and people who know
/// Flask-Migrate type `downgrade -1`, which looks like an option. Neither is a mistake.
enum ArgumentOrder {
    /// The words of a command, and the ones that may follow each.
    struct Tree: Sendable {
        var name: String
        var children: [Tree] = []
    }

    /// Commands whose revision argument may begin with a dash.
    private static let revisionCommands = [["upgrade"], ["downgrade"], ["stamp"], ["lint"], ["show"], ["edit"]]

    static func normalized(_ arguments: [String], commands: Tree, valueOptions: Set<String>) -> [String] {
        let (path, rest) = split(arguments, commands: commands, valueOptions: valueOptions)
        if path == ["rollout", "plan"] { return path + savingFiles(rest) }
        guard revisionCommands.contains(path) else { return path + rest }
        return path + revisionsLast(rest, valueOptions: valueOptions)
    }

    /// `-o plan.json`, which names a file and no format, means `--save plan.json`.
    private static func savingFiles(_ arguments: [String]) -> [String] {
        var result = arguments
        for index in result.indices.dropLast()
        where ["-o", "--output"].contains(result[index]) && result[index + 1].hasSuffix(".json") {
            result[index] = "--save"
        }
        return result
    }

    /// The word that stands where a command should, when it is none.
    static func unknownCommand(
        in arguments: [String], commands: Tree, valueOptions: Set<String>
    ) -> (word: String, known: [String])? {
        let (path, rest) = split(arguments, commands: commands, valueOptions: valueOptions)
        var node = commands
        for name in path { node = node.children.first { $0.name == name } ?? node }
        guard !node.children.isEmpty, let word = firstWord(rest, valueOptions: valueOptions) else { return nil }
        return (word, node.children.map(\.name))
    }

    /// The command's words wherever they stand, and everything else in its order.
    private static func split(
        _ arguments: [String], commands: Tree, valueOptions: Set<String>
    ) -> (path: [String], rest: [String]) {
        var path: [String] = []
        var rest: [String] = []
        var node = commands
        var isValue = false
        for (index, argument) in arguments.enumerated() {
            if node.children.isEmpty || argument == "--" { return (path, rest + arguments[index...]) }
            if isValue || argument.hasPrefix("-") {
                rest.append(argument)
                isValue = !isValue && valueOptions.contains(argument)
            } else if let child = node.children.first(where: { $0.name == argument }) {
                path.append(argument)
                node = child
            } else {
                return (path, rest + arguments[index...])
            }
        }
        return (path, rest)
    }

    private static func firstWord(_ arguments: [String], valueOptions: Set<String>) -> String? {
        var isValue = false
        for argument in arguments {
            if argument == "--" { return nil }
            if !isValue && !argument.hasPrefix("-") { return argument }
            isValue = !isValue && valueOptions.contains(argument)
        }
        return nil
    }

    /// Moves `-1` and its like behind `--`, where nothing is an option any more.
    private static func revisionsLast(_ arguments: [String], valueOptions: Set<String>) -> [String] {
        var before: [String] = []
        var revisions: [String] = []
        var isValue = false
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return before + ["--"] + revisions + arguments[(index + 1)...] }
            if !isValue && isStepsBack(argument) {
                revisions.append(argument)
            } else {
                before.append(argument)
                isValue = !isValue && valueOptions.contains(argument)
            }
        }
        return revisions.isEmpty ? before : before + ["--"] + revisions
    }

    private static func isStepsBack(_ argument: String) -> Bool {
        argument.hasPrefix("-") && argument.count > 1 && argument.utf8.dropFirst().allSatisfy { (48...57).contains($0) }
    }
}
