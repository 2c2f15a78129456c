import ArgumentParser
import FlotillaInventory
import FlotillaKit

/// How hard and how long a run tries. Each is also a setting, which understands and checks the text.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Targets worked on at once, or 'auto'.", valueName: "number"))
    var concurrency: String?

    @Option(help: ArgumentHelp("Targets worked on at once on one server, or 'auto'.", valueName: "number"))
    var perServer: String?

    @Option(help: ArgumentHelp("How long a statement waits for a lock.", valueName: "duration"))
    var lockTimeout: String?

    @Option(help: ArgumentHelp("How long a statement may run, or 'none'.", valueName: "duration"))
    var statementTimeout: String?

    @Option(help: ArgumentHelp("How long logging in may take, name resolution included.", valueName: "duration"))
    var connectTimeout: String?

    @Option(help: ArgumentHelp("How often a target is tried again after a passing failure.", valueName: "number"))
    var retries: String?

    var settings: [SettingKey: WrittenSetting] {
        let given: [(SettingKey, String, String?)] = [
            (.concurrencyTotal, "--concurrency", concurrency),
            (.concurrencyPerServer, "--per-server", perServer),
            (.lockTimeout, "--lock-timeout", lockTimeout),
            (.statementTimeout, "--statement-timeout", statementTimeout),
            (.connectTimeout, "--connect-timeout", connectTimeout),
            (.retries, "--retries", retries),
        ]
        var settings: [SettingKey: WrittenSetting] = [:]
        for (key, flag, text) in given {
            settings[key] = text.map { WrittenSetting(text: $0, origin: .flag(flag)) }
        }
        return settings
    }
}
