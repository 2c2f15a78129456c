/// What a server's settings change about where a string ends.
///
/// The defaults are the engines' own. A script may change the setting half-way (`SET standard_conforming_strings`,
/// `SET sql_mode`): ``SQLScript`` follows it and says so in ``SQLScript/changesStringSyntax``.
public struct SQLOptions: Sendable, Hashable {
    /// PostgreSQL: a backslash in `'…'` is an ordinary byte. Off, every such string is read like `E'…'`.
    public var standardConformingStrings: Bool
    /// MySQL and MariaDB: sql_mode has `NO_BACKSLASH_ESCAPES`, so a backslash in a string is an ordinary byte.
    public var noBackslashEscapes: Bool
    /// MySQL and MariaDB: sql_mode has `ANSI_QUOTES`, so `"…"` is a name, in which a backslash is an ordinary byte.
    public var ansiQuotes: Bool

    public init(standardConformingStrings: Bool = true, noBackslashEscapes: Bool = false, ansiQuotes: Bool = false) {
        self.standardConformingStrings = standardConformingStrings
        self.noBackslashEscapes = noBackslashEscapes
        self.ansiQuotes = ansiQuotes
    }
}
