import ArgumentParser
import FlotillaDriver
import FlotillaKit

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Begin a project: write flotilla.yaml and a folder for revisions.",
        usage: "flotilla init [<folder>] [--template <name>]",
        discussion: """
            Asks nothing and replaces nothing. Everything lies in this folder, or in that of the file that --config names. \
            'flotilla list-templates' tells the templates. Where revisions of golang-migrate, goose, dbmate or Flyway lie \
            already, in the folder that is named or in one of the usual ones, they are used as they are.
            """)

    @Argument(help: "The folder for revisions; migrations without it, or where those of another tool are.")
    var folder: String?

    @Option(name: [.short, .long], help: ArgumentHelp("What the project is for.", valueName: "name"))
    var template = ProjectTemplate.fleet

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if let folder, folder.split(separator: "/").isEmpty {
            throw ValidationError("the folder for revisions needs a name.")
        }
    }

    func run() throws {
        let settingsFile = common.config ?? "flotilla.yaml"
        let existing = try NewProject.existing(in: folder, settingsFile: settingsFile)
        var project = NewProject(
            template, settingsFile: settingsFile, migrations: existing?.folder ?? folder ?? "migrations")
        project.format = existing?.format
        let writer = common.writer(CreatedRows.layout)
        Hardening.opensNewFiles()
        let made = try project.write()
        let isListed = common.output != .table
        for path in isListed ? made : [] { writer.row([.text(path)]) }
        writer.finish(
            ReportEnd(
                members: [JSON.Member("template", .string(template.rawValue))] + members(existing),
                closing: told(existing) + (isListed ? [] : made.map { "created: \(DisplayText.escaped($0))" })
                    + [next(existing)]))
    }

    /// Of those that are passed over; the rest is a count.
    private static let shownFiles = 5

    private func members(_ existing: ExistingRevisions?) -> [JSON.Member] {
        guard let existing else { return [] }
        return [
            JSON.Member("format", .string(existing.format.rawValue)),
            JSON.Member("folder", .string(existing.folder)), JSON.Member("revisions", .integer(existing.count)),
        ]
    }

    private func told(_ existing: ExistingRevisions?) -> [String] {
        guard let existing else { return [] }
        let found = "\(Wording.count(existing.count, "revision")) of \(existing.format.shown) in \(existing.folder)"
        let shown = existing.passedOver.prefix(Self.shownFiles).map { "passed over: " + $0.words(existing.format) }
        let rest = existing.passedOver.count - shown.count
        return (["found: " + found] + shown).map(DisplayText.escaped)
            + (rest > 0 ? ["passed over: \(Wording.count(rest)) more; flotilla doctor names them"] : [])
    }

    private func next(_ existing: ExistingRevisions?) -> String {
        existing == nil
            ? "Next: flotilla revision --message 'add users', and fill in the file"
            : "Next: flotilla history shows them; flotilla adopt --all finds out where each database is"
    }
}

struct ListTemplatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list-templates",
        abstract: "List what 'flotilla init' can begin a project for.",
        aliases: ["list_templates"])

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() {
        let writer = common.writer(CreatedRows.templates)
        for template in ProjectTemplate.allCases { writer.row([.text(template.rawValue), .text(template.synopsis)]) }
        writer.finish(ReportEnd())
    }
}

/// Rows about new projects.
enum CreatedRows {
    static let layout = ReportLayout(
        kind: "NewProject", rowKind: "CreatedFile", rowsKey: "created",
        columns: [.init(title: "CREATED", key: "path")])

    static let templates = ReportLayout(
        kind: "TemplateList", rowKind: "Template", rowsKey: "templates",
        columns: [.init(title: "TEMPLATE", key: "name"), .init(title: "FOR", key: "synopsis", smallest: 20)])
}

extension ProjectTemplate: ExpressibleByArgument {}
