extension Schema {
    /// The form in which schemas that mean the same are equal values: where nothing is left of the order of creation (that of
    /// columns included, since a column added later is the last one), of names that the engine gave to constraints, of the
    /// sources of views and of statements that remove something.
    ///
    /// `SchemaComparison` finds a difference between two schemas exactly where these forms differ. (`==` takes texts for
    /// equal that only Unicode's normal forms tell apart; comparison and fingerprint do not.) Where names of SQLite differ in the
    /// case of letters only, these forms differ and comparison finds nothing.
    public var comparable: Schema { Normaliser(self).normal(self) }

    /// A text that is equal for schemas between which comparison finds no difference, and different for all others, on
    /// every machine and in every process. The hash of its bytes is the fingerprint.
    ///
    /// The first line names the version of the form; it changes when schemas that were equal before could differ.
    public var fingerprintText: String {
        var writer = FingerprintWriter()
        writer.words("flotilla-schema", ["1"])
        comparable.write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
