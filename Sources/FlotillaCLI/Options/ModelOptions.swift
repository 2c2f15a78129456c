import ArgumentParser
import FlotillaKit
import FlotillaSQL
import FlotillaSchema

/// What is compared with the models, and what a person has to say about it.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Compare for this engine only: postgresql, mysql or sqlite. May be repeated.", valueName: "engine"),
        completion: .engines, transform: engineArgument)
    var engine: [Engine] = []

    @Option(help: ArgumentHelp("Compare with this database instead of what the revisions make.", valueName: "url"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "A table or column that was renamed: users:people, users.mail:email. May be repeated.",
            valueName: "old:new"),
        transform: Self.rename)
    var rename: [Rename] = []

    @OptionGroup var leftOut: LeftOutOptions

    func validate() throws {
        if database != nil, !engine.isEmpty {
            throw ValidationError("--database says already which engine is meant; leave --engine out.")
        }
    }

    var request: ModelRequest {
        var request = ModelRequest()
        request.engines = engine.sorted()
        request.database = database.map { .database($0) }
        request.renames = rename
        request.leavingOut = leftOut.leftOut
        return request
    }

    /// `old:new`, `table.old:new`; a table may have its schema in front of it.
    private static func rename(_ text: String) throws -> Rename {
        let halves = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("\(text) is no rename; write old:new, or table.old:new for a column.")
        }
        let old = halves[0].split(separator: ".").map(String.init)
        let new = halves[1].split(separator: ".").map(String.init)
        switch (old.count, new.count) {
        case (1, 1): return .table(from: ObjectName(old[0]), to: ObjectName(new[0]))
        case (2, 1): return .column(table: ObjectName(old[0]), from: old[1], to: new[0])
        case (2, 2) where old[0] == new[0]: return .column(table: ObjectName(old[0]), from: old[1], to: new[1])
        case (3, 1): return .column(table: ObjectName(old[1], in: old[0]), from: old[2], to: new[0])
        default: throw ValidationError("\(text) is no rename; write old:new, or table.old:new for a column.")
        }
    }
}

/// Names of tables and other objects that a command does not look at, or the only ones that it does.
struct LeftOutOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Leave out what is called so; * stands for any letters. May be repeated.", valueName: "name"),
        transform: Self.pattern)
    var exclude: [NamePattern] = []

    @Option(
        help: ArgumentHelp(
            "Look only at what is called so; * stands for any letters. May be repeated.", valueName: "name"),
        transform: Self.pattern)
    var include: [NamePattern] = []

    var leftOut: LeftOut { LeftOut(exclude, allBut: include) }

    private static func pattern(_ text: String) throws -> NamePattern {
        do { return try NamePattern(parsing: text) } catch {
            let near = error.nearMisses.first.map { "; did you mean \($0)?" } ?? ""
            throw ValidationError("\(text) is no name to leave out or to look at\(near)")
        }
    }
}
