/// What a routine's definition consists of.
extension Routine {
    var purpose: String { "\(kind.rawValue.lowercased()) \(name.text)(\(signature))" }

    var path: String { "\(kind.rawValue) \(PostgreSQLNames.quoted(name))(\(signature))" }

    var removal: String { "DROP \(path)" }

    /// Up to the body, which is empty where it is no text.
    var parts: (head: String, body: String) {
        guard let place = definition.firstUTF8Offset(of: "\nAS ") else { return (definition, "") }
        let bytes = Array(definition.utf8)
        return (
            String(decoding: bytes[..<place], as: UTF8.self), String(decoding: bytes[place...], as: UTF8.self)
        )
    }

    /// Arguments, their names and defaults, and what is returned: `CREATE OR REPLACE` lets none of them change.
    private var face: String {
        let place = definition.firstUTF8Offset(of: "\n LANGUAGE ") ?? definition.utf8.count
        return String(decoding: Array(definition.utf8)[..<place], as: UTF8.self)
    }

    func canBecome(_ other: Routine) -> Bool {
        kind == other.kind && kind != .aggregate && face == other.face
    }
}

extension String {
    func firstUTF8Offset(of part: String) -> Int? {
        let text = Array(utf8)
        let part = Array(part.utf8)
        guard text.count >= part.count else { return nil }
        return (0...(text.count - part.count)).first { text[$0...].starts(with: part) }
    }
}
