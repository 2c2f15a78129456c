import FlotillaInventory

/// Settings, a row for each.
enum SettingRows {
    static func layout(showsOrigin: Bool) -> ReportLayout {
        ReportLayout(
            kind: "SettingList", rowKind: "Setting", rowsKey: "settings",
            columns: [
                .init(title: "SETTING", key: "setting"), .init(title: "VALUE", key: "value", smallest: 12),
                .init(title: "ORIGIN", key: "origin", isWide: !showsOrigin),
                .init(title: "VARIABLE", key: "variable", isWide: true),
            ])
    }

    static func fields(_ key: SettingKey, _ setting: WrittenSetting) -> [Field] {
        [.text(key.rawValue), .text(setting.text), .text(words(setting.origin)), .text(key.variable)]
    }

    private static func words(_ origin: SettingOrigin) -> String {
        switch origin {
        case .flag(let flag): flag
        case .environment(let variable): variable
        case .file(let place): place.description
        case .standard: "default"
        }
    }
}
