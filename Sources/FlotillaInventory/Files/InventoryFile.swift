/// One inventory file, read by the reader that its extension names.
struct InventoryFile {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case yaml, yml, json, ndjson, jsonl, csv

        init(path: String) throws(InventoryError) {
            guard let kind = Kind(rawValue: Paths.fileExtension(of: path)) else {
                let allowed = Kind.allCases.map(\.rawValue)
                throw InventoryError(.unknownFileKind(allowed: allowed), at: Place(file: path))
            }
            self = kind
        }
    }

    let path: String
    let kind: Kind

    func deliver(to delivery: Delivery, scope: Scope) throws(InventoryError) {
        try delivery.whileReading(try identity(), named: path) { () throws(InventoryError) in
            switch kind {
            case .yaml, .yml: try YAMLInventory(path: path, delivery: delivery, scope: scope).deliver()
            case .json: try JSONInventory.deliver(path: path, to: delivery, scope: scope)
            case .ndjson, .jsonl: try JSONInventory.deliverLines(path: path, to: delivery, scope: scope)
            case .csv:
                let bytes = try ByteReader(try FileBytes(path, limit: nil), name: path)
                try CSVInventory.deliver(bytes, to: delivery, scope: scope, place: Place(file: path), isFile: true)
            }
        }
    }

    private func identity() throws(InventoryError) -> FileIdentity {
        do {
            return FileIdentity(try OpenFile.regular(path).facts)
        } catch {
            throw FileBytes.error(error, path)
        }
    }
}
