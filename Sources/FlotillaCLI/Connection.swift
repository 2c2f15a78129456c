import FlotillaInventory
import FlotillaKit
import FlotillaSQL

/// Where the options of the command line become settings, and the only place that builds the product.
enum Connection {
    static func open(
        _ common: CommonOptions, _ limits: LimitOptions? = nil, variables: SQLVariables = SQLVariables()
    ) throws(FlotillaError) -> Flotilla {
        try open(common, limits?.settings ?? [:], variables)
    }

    /// For commands that only read files.
    static func open(settingsFile: String?) throws(FlotillaError) -> Flotilla {
        do { return Flotilla(settings: try Settings.load(file: settingsFile), models: Shell.current.models) } catch {
            throw .settings(error)
        }
    }

    static func open(
        _ common: CommonOptions, _ flags: [SettingKey: WrittenSetting], _ variables: SQLVariables = SQLVariables()
    ) throws(FlotillaError) -> Flotilla {
        if let timeout = common.timeout { Shell.current.interrupts.limitTime(to: timeout) }
        let settings: Settings
        do { settings = try Settings.load(file: common.config, flags: flags) } catch {
            throw .settings(error)
        }
        return Flotilla(settings: settings, models: Shell.current.models, variables: variables)
    }
}
