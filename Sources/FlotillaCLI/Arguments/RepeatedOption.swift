/// An option that says what a command is about, given more than once.
///
/// The parser takes the last of them. For how things look or how long they may take that is what people expect of a
/// command line; for which databases are meant it would silently drop half of what was asked.
enum RepeatedOption {
    private static let options = [
        ["--select"], ["--database"], ["--config", "-c"], ["--reason"],
        ["--min"], ["--as-of"], ["--run"], ["--tag"],
    ]

    /// The first such option. What follows `--`, and the values of options, are no options.
    static func first(in arguments: [String], valueOptions: Set<String>) -> String? {
        var seen: Set<String> = []
        var isValue = false
        for argument in arguments {
            if isValue {
                isValue = false
                continue
            }
            if argument == "--" { return nil }
            let name = String(argument.prefix { $0 != "=" })
            isValue = valueOptions.contains(argument)
            guard let names = options.first(where: { $0.contains(name) }) else { continue }
            if !seen.insert(names[0]).inserted { return names[0] }
        }
        return nil
    }
}

extension Complaint {
    init(repeatedOption name: String) {
        let next =
            switch name {
            case "--select": "join the conditions with a comma, which means \"and\": --select 'region=eu,ring=canary'"
            case "--database": "repeat the command for each database, or list them in an inventory"
            default: "give it once"
            }
        self.init(.usage, "\(name) is given more than once", [.state("nothing was done"), .next(next)])
    }
}
