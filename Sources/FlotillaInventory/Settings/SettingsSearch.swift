import Glibc

/// Where settings come from, weakest first.
enum SettingsSearch {
    static let fileName = "flotilla.yaml"

    /// The nearest `flotilla.yaml` in `folder` or above it.
    static func projectFile(from folder: String) -> String? {
        // Seen from the working directory while it is there, so that messages name it briefly.
        let here = Paths.join(folder == "." ? "" : folder, fileName)
        if exists(here) { return here }
        guard var current = Paths.real(folder) else { return nil }
        while current != "/" {
            current = Paths.folder(of: current)
            let candidate = Paths.join(current, fileName)
            if exists(candidate) { return candidate }
        }
        return nil
    }

    /// A person's own settings for every project.
    static func sharedFile(_ environment: Environment) -> String? {
        let base = environment["XDG_CONFIG_HOME"] ?? environment["HOME"].map { Paths.join($0, ".config") }
        guard let base, !base.isEmpty else { return nil }
        let file = Paths.join(base, "flotilla/config.yaml")
        return exists(file) ? file : nil
    }

    static func defaults(folder: String) -> [SettingKey: WrittenSetting] {
        var written: [SettingKey: WrittenSetting] = [:]
        for key in SettingKey.allCases {
            let text = key.isPath ? Paths.join(folder, key.defaultText) : key.defaultText
            written[key] = WrittenSetting(text: text, origin: .standard)
        }
        return written
    }

    /// An empty variable counts as none, as it does for most programs.
    static func variables(_ environment: Environment) -> [SettingKey: WrittenSetting] {
        var written: [SettingKey: WrittenSetting] = [:]
        for key in SettingKey.allCases {
            guard let text = environment[key.variable], !text.isEmpty else { continue }
            written[key] = WrittenSetting(text: text, origin: .environment(variable: key.variable))
        }
        return written
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
