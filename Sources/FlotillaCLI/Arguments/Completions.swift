import ArgumentParser
import FlotillaInventory
import FlotillaKit
import FlotillaSQL

/// What a shell offers for a value that only the project knows.
extension CompletionKind {
    static let targets = CompletionKind.custom { _, _, prefix in
        await offered(prefix) { await $0.targetNames() }
    }

    static let selectors = CompletionKind.custom { _, _, prefix in
        await offered(prefix) { await $0.labelKeys().map { $0 + "=" } }
    }

    static let revisions = CompletionKind.custom { _, _, prefix in
        await offered(prefix) { await $0.revisionNames(beginning: prefix) }
    }

    static let engines = CompletionKind.list(Engine.allCases.map(\.rawValue).sorted())

    /// What can be explained.
    static let topics = CompletionKind.custom { _, _, prefix in
        let commands = CommandTree.root.children.compactMap(\.words.last)
        return (HelpTopic.allCases.map(\.rawValue) + commands).filter { $0.hasPrefix(prefix) }
    }

    private static let shown = 200

    private static func offered(_ prefix: String, _ names: (Flotilla) async -> [String]) async -> [String] {
        guard let settings = try? Settings.load() else { return [] }
        return await names(Flotilla(settings: settings)).lazy.filter { $0.hasPrefix(prefix) }.prefix(shown).map { $0 }
    }
}
