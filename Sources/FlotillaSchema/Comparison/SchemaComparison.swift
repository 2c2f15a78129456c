/// Finds what separates two schemas that the same engine has read back.
///
/// Objects are told apart by their names. Constraints are told apart by all they say, because many of them have no name, or one
/// that the engine made up: see ``Schema/comparable``, which is what is compared. Nothing is guessed: a table or column that
/// has another name is another one, unless a ``Rename`` says otherwise, or SQLite, to which `Users` and `users` are one name.
public enum SchemaComparison {
    /// Both must be of one engine; that they are is for the caller to see to.
    public static func difference(from: Schema, to: Schema) -> SchemaDifference {
        difference(from: from, to: to, checked: [])
    }

    /// The same with what a person has to say about it. In the result, `to` holds what is left out as `from` has it, so that
    /// nothing is done about it.
    ///
    /// Throws when a rename does not fit the schemas.
    public static func difference(
        from: Schema, to: Schema, options: ComparisonOptions
    ) throws(RenameError) -> SchemaDifference {
        let to = to.spelled(as: from)
        let renames = try RenameCheck(from: from, to: to).checked(options.renames)
        let wanted = options.leavingOut.keeping(from.renamed(renames), in: to)
        return difference(from: from, to: wanted, checked: renames)
    }

    private static func difference(from: Schema, to: Schema, checked renames: [Rename]) -> SchemaDifference {
        let renamed = from.renamed(renames)
        let to = to.spelled(as: renamed)
        let objects = ObjectComparison(from: renamed, to: to)
        let changes =
            objects.namespaces + objects.extensions + objects.enums + objects.sequences
            + TablesComparison(from: renamed, to: to, originals: from.tables, renames: renames).changes
            + objects.views + objects.routines + objects.others
        return SchemaDifference(from: from, to: to, changes: changes)
    }
}

/// What a person has to say about a comparison.
public struct ComparisonOptions: Sendable, Hashable {
    public var renames: [Rename]
    public var leavingOut: LeftOut

    public init(renames: [Rename] = [], leavingOut: LeftOut = LeftOut()) {
        self.renames = renames
        self.leavingOut = leavingOut
    }

    /// The same said of the way back.
    public var reversed: ComparisonOptions {
        ComparisonOptions(renames: renames.map(\.reversed), leavingOut: leavingOut)
    }
}
