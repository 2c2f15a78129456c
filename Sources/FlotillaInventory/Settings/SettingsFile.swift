/// A `flotilla.yaml`: a mapping, with two more inside it.
enum SettingsFile {
    private static let groups = ["defaults", "defaults.concurrency"]

    static func read(_ path: String) throws(InventoryError) -> [SettingKey: WrittenSetting] {
        let survey = try YAMLSurvey(file: path)
        guard survey.byteCount <= ReadingLimits.text else {
            throw InventoryError(.tooLarge(limit: ReadingLimits.text), at: Place(file: path))
        }
        guard let value = try YAMLReader.wholeFile(path) else { return [:] }
        if case .absent = value.content { return [:] }
        var written: [SettingKey: WrittenSetting] = [:]
        try read(try Fields(value, file: path), group: "", into: &written)
        return written
    }

    private static func read(
        _ fields: Fields, group: String, into written: inout [SettingKey: WrittenSetting]
    ) throws(InventoryError) {
        let prefix = group.isEmpty ? "" : group + "."
        for member in fields.members {
            let path = prefix + member.key
            if groups.contains(path) {
                if case .absent = member.value.content { continue }
                try read(try Fields(member.value, file: fields.file, key: path), group: path, into: &written)
            } else if let key = SettingKey(rawValue: path) {
                guard let text = try fields.text(member.key) else { continue }
                let place = text.spot.place(in: fields.file)
                written[key] = WrittenSetting(text: seen(text.text, key, from: fields.file), origin: .file(place))
            } else {
                throw fields.unknown(member, allowed: keys(in: prefix))
            }
        }
    }

    /// A path in the file is relative to the file. A URL stays what it is.
    private static func seen(_ text: String, _ key: SettingKey, from file: String) -> String {
        guard key.isPath, !text.isEmpty, key != .ledger || !LedgerSetting.isURL(text) else { return text }
        return Paths.join(Paths.folder(of: file), text)
    }

    private static func keys(in prefix: String) -> [String] {
        let paths = SettingKey.allCases.map(\.rawValue) + groups
        return paths.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
            .filter { !$0.contains(".") }.map(String.init)
    }
}
