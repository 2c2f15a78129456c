/// Sequences of their own.
enum PostgreSQLSequence {
    static func creation(_ sequence: SequenceObject) -> [String] {
        let name = PostgreSQLNames.quoted(sequence.name)
        let type = PostgreSQLTypes.spelling(sequence.type)
        let words = (type == "bigint" ? [] : ["AS \(type)"]) + PostgreSQLClauses.options(sequence.options)
        return [(["CREATE SEQUENCE \(name)"] + words).joined(separator: " ")]
            + PostgreSQLComments.statement("SEQUENCE \(name)", sequence.comment)
    }

    static func change(from: SequenceObject, to: SequenceObject) -> [String] {
        let name = PostgreSQLNames.quoted(to.name)
        let type = PostgreSQLTypes.spelling(to.type)
        var words = from.type == to.type ? [] : ["AS \(type)"]
        words += PostgreSQLColumnChange.words(from: from.options, to: to.options, type)
        // A number outside of the new bounds is no sequence's: it begins again.
        let isTurned = ((from.options.increment ?? 1) > 0) != ((to.options.increment ?? 1) > 0)
        if isTurned { words.append("RESTART") }
        let change = words.isEmpty ? [] : ["ALTER SEQUENCE \(name) \(words.joined(separator: " "))"]
        return change + PostgreSQLComments.change("SEQUENCE \(name)", from: from.comment, to: to.comment)
    }
}
