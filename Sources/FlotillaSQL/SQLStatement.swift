/// One statement of a script, as its engine's server takes it.
public struct SQLStatement: Sendable, Hashable {
    /// Without the terminator and without blanks and comments around it; comments inside are kept.
    public let bytes: [UInt8]
    /// Where ``bytes`` stand in the script.
    public let range: Range<Int>
    /// The line on which it begins, from 1.
    public let line: Int
    /// PostgreSQL: where the lines after a `COPY … FROM stdin` stand in the script, without the final `\.`.
    public let copyData: Range<Int>?
    /// What it does, as far as its text tells.
    public let traits: StatementTraits
    public let engine: Engine
    /// The settings under which it was read. They differ from the script's where the script changed them before.
    public let options: SQLOptions

    /// What the catalogue will show once it took effect. Linear in the statement's length; nothing is kept.
    public var catalogueEffect: CatalogueEffect {
        CatalogueEffect(TokenReader(bytes, engine: engine, options: options))
    }
}

/// A part of a script. The parts follow each other without gaps: their bytes, joined, are the script.
public struct SQLPiece: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Blanks and comments, and whatever else no server is sent.
        case blank
        /// The statement at this place in ``SQLScript/statements``.
        case statement(Int)
        /// `;` or the mysql client's delimiter.
        case terminator
        /// A line for a command line client, without its newline: `DELIMITER //`, `\restrict x`.
        case clientCommand
        /// The lines after a `COPY … FROM stdin`.
        case copyData
        /// `\.`
        case copyEnd
    }

    public var kind: Kind
    public var range: Range<Int>
}
