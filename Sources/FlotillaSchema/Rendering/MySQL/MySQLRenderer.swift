import FlotillaSQL

/// Writes changes of a schema for MySQL 8 and MariaDB.
///
/// There are no transactions around such statements here, so each change is one statement that can be journalled by itself,
/// even where one `ALTER TABLE` could do several. Two things are one statement all the same, because their halves cannot
/// stand alone: a key that is replaced under its name, and an `AUTO_INCREMENT` column with the key it must have.
public struct MySQLRenderer: SchemaRenderer {
    public enum Product: Sendable, Hashable {
        case mySQL
        case mariaDB
    }

    public var product: Product
    public var engine: Engine { .mysql }

    public init(product: Product = .mariaDB) { self.product = product }

    /// `product` as ``FlotillaDriver`` reports it.
    public init(product: String) { self.product = product == "MariaDB" ? .mariaDB : .mySQL }

    public func statements(for difference: SchemaDifference) -> [RenderedStatement] {
        MySQLChangeOrder(difference, self).statements
    }
}

// MARK: Names and literals

extension MySQLRenderer {
    /// A name that the engine gave, or one that it will refuse: what cannot be quoted becomes a name that no object can have.
    func quoted(_ name: String) -> String {
        (try? SQLQuoting.identifier(name, engine: .mysql)) ?? "``"
    }

    func quoted(_ name: ObjectName) -> String {
        (name.namespace.map { quoted($0) + "." } ?? "") + quoted(name.name)
    }

    func quoted(_ names: [String]) -> String { names.map { quoted($0) }.joined(separator: ", ") }

    func literal(_ text: String) -> String {
        // Throws for no text in this family.
        (try? SQLQuoting.literal(text, engine: .mysql)) ?? "''"
    }
}
