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
            'flotilla list-templates' tells the templates.
            """)

    @Argument(help: "The folder for revisions.")
    var folder = "migrations"

    @Option(name: [.short, .long], help: ArgumentHelp("What the project is for.", valueName: "name"))
    var template = ProjectTemplate.fleet

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if folder.split(separator: "/").isEmpty { throw ValidationError("the folder for revisions needs a name.") }
    }

    func run() throws {
        let project = NewProject(template, settingsFile: common.config ?? "flotilla.yaml", migrations: folder)
        let writer = common.writer(CreatedRows.layout)
        Hardening.opensNewFiles()
        let made = try project.write()
        let isListed = common.output != .table
        for path in isListed ? made : [] { writer.row([.text(path)]) }
        writer.finish(
            ReportEnd(
                members: [JSON.Member("template", .string(template.rawValue))],
                closing: (isListed ? [] : made.map { "created: \(DisplayText.escaped($0))" }) + [
                    "Next: flotilla revision --message 'add users', and fill in the file"
                ]))
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
