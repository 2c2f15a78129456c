import FlotillaTables

/// A program of a person's own with flotilla's command line, for which models in Swift say what the schema is to be.
///
/// ```swift
/// @main
/// struct Migrations: MigrationProgram {
///     static let models: [any Model.Type] = [User.self, Post.self]
/// }
/// ```
public protocol MigrationProgram {
    /// In any order.
    static var models: [any Model.Type] { get }
}

extension MigrationProgram {
    public static func main() { CommandLineProgram.run(models: models) }
}
