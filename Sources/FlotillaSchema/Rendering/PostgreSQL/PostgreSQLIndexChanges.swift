/// Indexes of a relation that is in use: built and dropped without keeping anybody from writing.
struct PostgreSQLIndexChanges {
    let relation: ObjectName
    let dropped: [Index]
    let added: [Index]
    /// Names that keys have until the new indexes are there.
    var keys: Set<String> = []

    /// Where an index of the same name is there until the new one can do its work, the new one is built under another name.
    var alone: [RenderedStatement] {
        let built = added.map { index in
            RenderedStatement(
                purpose("create", index),
                PostgreSQLClauses.index(index, named: name(index), on: relation, isConcurrent: true), runsAlone: true)
        }
        let gone = dropped.map { index in
            RenderedStatement(
                purpose("drop", index), "DROP INDEX CONCURRENTLY \(index.path(beside: relation))", runsAlone: true)
        }
        let broken = dropped.filter { !$0.isValid }.count
        return broken > 0 ? gone + built : built + gone
    }

    var finish: [RenderedStatement] {
        added.flatMap { index in
            let built = PostgreSQLNames.quoted(ObjectName(name(index), in: relation.namespace))
            let rename =
                name(index) == index.name
                ? [] : ["ALTER INDEX \(built) RENAME TO \(PostgreSQLNames.quoted(index.name))"]
            let comment = PostgreSQLComments.statement("INDEX \(index.path(beside: relation))", index.comment)
            return (rename + comment).map { RenderedStatement(purpose("create", index), $0) }
        }
    }

    private func name(_ index: Index) -> String {
        if keys.contains(index.name) { return PostgreSQLNames.chosen(index.name, [], "new") }
        return dropped.contains { $0.name == index.name } && dropped.allSatisfy(\.isValid)
            ? PostgreSQLNames.chosen(index.name, [], "new") : index.name
    }

    private func purpose(_ verb: String, _ index: Index) -> String { "\(verb) index \(index.name) of \(relation.text)" }
}
