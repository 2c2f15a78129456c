import ArgumentParser

struct StampCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stamp",
        abstract: "Write a revision into the version table and run nothing.",
        usage: "flotilla stamp <revision> ... (--database <url> | --target <id> | --select <expression> | --all)",
        discussion: """
            For databases that came to their schema in another way. A wrong stamp makes later upgrades fail or skip \
            what they should do. Where a step without a transaction had stopped half-way, that is forgotten too: the \
            schema is then what you say it is.
            """)

    @Argument(
        help: "The revision that the schema really has ('flotilla help revisions'); several, where branches are open.",
        completion: .revisions)
    var revision: [String]

    @Flag(help: "Empty the version table first, whatever it says: also unknown revisions and rows that contradict.")
    var purge = false

    @Option(help: ArgumentHelp("How you know. Goes into the ledger with your name.", valueName: "text"))
    var reason: String?

    @OptionGroup(title: "Which targets")
    var targets: TargetOptions

    @OptionGroup(title: "Writing")
    var writing: WritingOptions

    @OptionGroup(title: "Printing a script")
    var script: ScriptOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        guard !script.sql else {
            return try await ScriptWork(
                operation: .stamp(revision.joined(separator: " "), purging: purge), targets: targets, options: script,
                common: common
            ).print()
        }
        try await FleetCommand(
            operation: .stamp(revision.joined(separator: " "), purging: purge), targets: targets, limits: limits,
            common: common,
            writing: writing, reason: reason ?? ""
        ).execute()
    }
}
