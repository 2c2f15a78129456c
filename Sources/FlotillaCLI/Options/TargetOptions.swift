import ArgumentParser
import FlotillaDriver
import FlotillaKit
import FlotillaRuntime

/// Which databases a command is about.
struct TargetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("One database, without any inventory.", valueName: "url"))
    var database: String?

    @Option(
        help: ArgumentHelp("A target of the inventory. May be repeated.", valueName: "id"), completion: .targets)
    var target: [String] = []

    @Option(
        help: ArgumentHelp("The targets whose labels match ('flotilla help selectors').", valueName: "expression"),
        completion: .selectors)
    var select: String?

    @Flag(help: "Every target of the inventory.")
    var all = false

    func validate() throws {
        let given =
            (database == nil ? [] : ["--database"]) + (target.isEmpty ? [] : ["--target"])
            + (select == nil ? [] : ["--select"]) + (all ? ["--all"] : [])
        guard given.count > 1 else { return }
        throw ValidationError(
            "\(Wording.list(given)) exclude each other: each says on its own which targets are meant.")
    }

    var selection: Selection {
        if let database { return .database(database) }
        if let select { return .selector(select) }
        return all ? .all : .targets(target.map { TargetID($0) })
    }

    /// The options as they would be typed for another command about the same targets.
    var words: [String] {
        (database.map { ["--database", $0] } ?? []) + target.flatMap { ["--target", $0] }
            + (select.map { ["--select", $0] } ?? []) + (all || isEmpty ? ["--all"] : [])
    }

    /// For commands that only read: whoever names nothing means everything.
    var selectionOrAll: Selection {
        isEmpty ? .all : selection
    }

    var isEmpty: Bool { database == nil && target.isEmpty && select == nil && !all }
}

/// Which part of the fleet a rollout is for; all of it when nothing is named.
struct RolloutTargetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A target of the inventory. May be repeated.", valueName: "id"), completion: .targets)
    var target: [String] = []

    @Option(
        help: ArgumentHelp("The targets whose labels match ('flotilla help selectors').", valueName: "expression"),
        completion: .selectors)
    var select: String?

    @Flag(help: "Every target of the inventory.")
    var all = false

    /// Understood only so that it can be said why it makes no sense.
    @Option(help: ArgumentHelp("A single database, which no rollout is for.", visibility: .hidden))
    var database: String?

    func validate() throws {
        let given = (target.isEmpty ? [] : ["--target"]) + (select == nil ? [] : ["--select"]) + (all ? ["--all"] : [])
        guard given.count > 1 else { return }
        throw ValidationError(
            "\(Wording.list(given)) exclude each other: each says on its own which targets are meant.")
    }

    var selection: Selection {
        if let database { return .database(database) }
        if let select { return .selector(select) }
        return target.isEmpty ? .all : .targets(target.map { TargetID($0) })
    }

    var isEmpty: Bool { database == nil && target.isEmpty && select == nil && !all }
}
