extension SQLStatement {
    /// Every word of it that could be a name, as the catalogue would have it: quotes undone, folded where the engine
    /// folds. Keywords are among them, as engines let many of them be names.
    public var words: Set<String> {
        var words: Set<String> = []
        var reader = TokenReader(bytes, engine: engine, options: options)
        while !reader.isAtEnd {
            // Read ahead: what is no name leaves the reader anywhere.
            var ahead = reader
            if let name = ahead.name() { words.insert(name.text) }
            reader.advance()
        }
        return words
    }
}
