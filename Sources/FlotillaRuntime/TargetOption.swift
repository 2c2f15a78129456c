import FlotillaDriver

extension TargetID {
    /// How a command names it. What was given as a URL has no name, and its password is not shown.
    var option: String { isURL ? "--database URL" : "--target \(text)" }

    /// Whether it stands for a database that was given by its URL, beside any inventory.
    public var isURL: Bool {
        ["postgresql:", "postgres:", "mysql:", "mariadb:", "sqlite:"].contains { text.hasPrefix($0) }
    }
}
