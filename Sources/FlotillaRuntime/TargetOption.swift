import FlotillaDriver

extension TargetID {
    /// How a command names it. What was given as a URL has no name, and its password is not shown.
    var option: String {
        let isURL = ["postgresql:", "postgres:", "mysql:", "mariadb:", "sqlite:"].contains { text.hasPrefix($0) }
        return isURL ? "--database URL" : "--target \(text)"
    }
}
