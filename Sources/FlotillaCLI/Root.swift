import ArgumentParser

/// The root of the tree of commands.
struct Root: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flotilla",
        abstract: "Bring a fleet of databases to a schema revision, and know where each one stands.",
        discussion: """
            Results go to standard output; progress, questions and errors to standard error. Every command can be \
            repeated safely: targets that are done are skipped.
            """,
        version: Version.line,
        groupedSubcommands: [
            CommandGroup(
                name: "Beginning",
                subcommands: [
                    InitCommand.self, ListTemplatesCommand.self, ImportCommand.self, AdoptCommand.self,
                ]),
            CommandGroup(
                name: "Changing databases",
                subcommands: [
                    UpgradeCommand.self, DowngradeCommand.self, StampCommand.self, EnsureVersionCommand.self,
                    ResolveCommand.self,
                ]),
            CommandGroup(
                name: "Writing revisions",
                subcommands: [
                    RevisionCommand.self, MigrateCommand.self, MergeCommand.self, EditCommand.self, CheckCommand.self,
                    RehearseCommand.self, LintCommand.self, BaselineCommand.self,
                ]),
            CommandGroup(name: "Changing in stages", subcommands: [RolloutCommand.self, WorkerCommand.self]),
            CommandGroup(
                name: "Looking at revisions",
                subcommands: [HistoryCommand.self, HeadsCommand.self, BranchesCommand.self, ShowCommand.self]),
            CommandGroup(
                name: "Looking",
                subcommands: [
                    CurrentCommand.self, StatusCommand.self, DriftCommand.self, CensusCommand.self,
                    GateCommand.self, InventoryCommand.self, LedgerCommand.self, ConfigCommand.self, DoctorCommand.self,
                ]),
            CommandGroup(name: "Explanations", subcommands: [HelpCommand.self, ManCommand.self]),
        ])

    /// The names of all commands, for putting arguments into order.
    static let tree = node(Root.self)

    private static func node(_ command: any ParsableCommand.Type) -> ArgumentOrder.Tree {
        let children = command.configuration.subcommands
        return ArgumentOrder.Tree(
            name: command.configuration.commandName ?? "",
            children: children.flatMap { child in
                [node(child)] + child.configuration.aliases.map { ArgumentOrder.Tree(name: $0) }
            })
    }
}

/// What must be known of options before they are parsed.
enum CommandLineShape {
    /// Options that are followed by a value. A test compares this list with what the commands declare.
    static let valueOptions: Set<String> = [
        "-c", "--config", "-o", "--output", "--format", "--progress", "--color", "--timeout", "--database", "--target",
        "--select", "--concurrency", "--per-server", "--lock-timeout", "--statement-timeout", "--connect-timeout",
        "--retries", "--reason", "--limit", "--policy", "--tolerate", "--group", "--sample", "--rollout", "--url",
        "--run",
        "--since", "--expect", "--as-of", "--min", "--interval", "--save", "--plan", "--accept-edited",
        "--engine", "--rename", "--exclude", "--include", "-m", "--message", "--rev-id",
        "--rule", "--skip", "--explain", "--rows-over", "-r", "--rev-range", "--head", "--depends-on", "--branch-label",
        "-t",
        "--template", "--tag", "-x", "--x-arg", "--version-path", "--bind", "--app", "--python",
        "--into",
    ]

    /// Requests of completion scripts to the parser itself, which nobody types and nothing may reorder.
    static func isForParser(_ arguments: [String]) -> Bool {
        arguments.contains { $0.hasPrefix("---") || $0.hasPrefix("--generate-completion-script") }
    }
}
