import CSpawn

/// The variables of a process. A value of its own, so that a test can give its own.
public struct Environment: Sendable {
    public var values: [String: String]

    public init(_ values: [String: String]) { self.values = values }

    /// Those of this process, as they are now.
    public static var process: Environment {
        var values: [String: String] = [:]
        var next = flotilla_environment()
        while let entry = next?.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                values[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next = next?.advanced(by: 1)
        }
        return Environment(values)
    }

    public subscript(name: String) -> String? { values[name] }
}
