import FlotillaDriver
import FlotillaInventory
import FlotillaSQL

// Values for the places that revisions leave open, as a plan and the ledger keep them.
extension SQLVariables {
    /// In the order of their names.
    public var json: JSON {
        .object(values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
    }

    /// `nil` for what ``json`` never gives.
    public init?(json: JSON) {
        guard case .object(let members) = json else { return nil }
        var values: [String: String] = [:]
        for member in members {
            guard case .string(let text) = member.value, values.updateValue(text, forKey: member.key) == nil else {
                return nil
            }
        }
        self.init(values)
    }

    public init?(text: String) {
        guard let json = try? JSONDocument.parse(text, name: "variables") else { return nil }
        self.init(json: json)
    }
}
