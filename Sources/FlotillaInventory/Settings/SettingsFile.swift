/// A `flotilla.yaml`: a mapping, with two more inside it. ``Policies`` have two for themselves, ``Quarantines`` have one.
struct SettingsFile {
    private static let groups = ["defaults", "defaults.concurrency"]

    /// A project has policies, targets set aside and models; a person's own file, which is for every project, has none.
    let isProjects: Bool

    func read(_ path: String) throws(InventoryError) -> [SettingKey: WrittenSetting] {
        guard let value = try PolicyDocument.yaml(path) else { return [:] }
        var written: [SettingKey: WrittenSetting] = [:]
        try read(try Fields(value, file: path), group: "", into: &written)
        return written
    }

    private func read(
        _ fields: Fields, group: String, into written: inout [SettingKey: WrittenSetting]
    ) throws(InventoryError) {
        let prefix = group.isEmpty ? "" : group + "."
        for member in fields.members {
            let path = prefix + member.key
            if Self.groups.contains(path) {
                if case .absent = member.value.content { continue }
                try read(try Fields(member.value, file: fields.file, key: path), group: path, into: &written)
            } else if let key = SettingKey(rawValue: path) {
                guard let text = try fields.text(member.key) else { continue }
                let place = text.spot.place(in: fields.file)
                written[key] = WrittenSetting(text: seen(text.text, key, from: fields.file), origin: .file(place))
            } else if isProjects, path == RevisionReader.key {
                // The rest of it is read by those who read or write revisions.
                if case .absent = member.value.content { continue }
                let inner = try Fields(member.value, file: fields.file, key: path)
                guard let text = try inner.text(RevisionReader.formatKey) else { continue }
                written[.format] = WrittenSetting(
                    text: text.text, origin: .file(text.spot.place(in: fields.file)))
            } else if !(isProjects && Self.ofProjects.names.contains(path)) {
                throw fields.unknown(member, allowed: keys(in: prefix))
            }
        }
    }

    /// A path in the file is relative to the file. A URL stays what it is.
    private func seen(_ text: String, _ key: SettingKey, from file: String) -> String {
        guard key.isPath, !text.isEmpty, key != .ledger || !LedgerSetting.isURL(text) else { return text }
        return Paths.join(Paths.folder(of: file), text)
    }

    private func keys(in prefix: String) -> [String] {
        let paths = SettingKey.allCases.map(\.rawValue) + Self.groups + (isProjects ? Self.ofProjects.names : [])
        return paths.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
            .filter { !$0.contains(".") }.map(String.init)
    }
}
