import FlotillaDriver

/// What a source adds to every target that it finds, and what it may say.
struct Scope {
    /// Before each id.
    var prefix = ""
    /// A label of the target itself wins.
    var labels: [String: String] = [:]
    /// What relative paths are relative to: the folder of the file that is being read.
    var folder = ""
    /// `false` when the URLs come from another system.
    var allowsReferences = true

    func target(from entry: Entry) throws(InventoryError) -> Target {
        guard let id = entry.id else { throw InventoryError(.missingKey("id"), at: entry.place) }
        guard let url = entry.url else { throw InventoryError(.missingKey("url"), at: entry.place) }
        let checkedID = try TargetRules.id(prefix + id.text, at: entry.place(of: id))
        let template: URLTemplate
        do {
            template = try URLTemplate(parsing: url.text, folder: folder, allowsReferences: allowsReferences)
        } catch {
            let spot = Written(text: "", spot: url.spot.advanced(by: error.offset))
            throw InventoryError(.badURL(error.problem), at: entry.place(of: spot))
        }
        return Target(
            reading: checkedID, url: template, labels: try mergedLabels(entry),
            schema: try TargetRules.schema(of: template, given: entry.schema, entry), origin: entry.place)
    }

    private func mergedLabels(_ entry: Entry) throws(InventoryError) -> [String: String] {
        var merged = labels
        for (key, value) in entry.labels {
            try TargetRules.checkLabelKey(key.text, at: entry.place(of: key))
            try TargetRules.checkLabelValue(value.text, of: key.text, at: entry.place(of: value))
            merged[key.text] = value.text
        }
        return merged
    }

    /// A scope inside this one: prefixes add up, the inner labels win.
    func inside(prefix: String, labels: [String: String], allowsReferences: Bool) -> Scope {
        var scope = self
        scope.prefix += prefix
        scope.labels.merge(labels) { $1 }
        scope.allowsReferences = allowsReferences
        return scope
    }
}
