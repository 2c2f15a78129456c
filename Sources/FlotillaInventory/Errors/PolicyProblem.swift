/// What is wrong with a rollout policy beyond its shape.
public enum PolicyProblem: Error, Sendable, Hashable {
    /// The second of two places is the error's own.
    case repeatedWave(String, first: Place)
    /// A wave after one that takes every target that is left.
    case unreachableWave(String, behind: String)
    case badSelector(text: String, SelectorError)
    /// Not in the system's database of time zones.
    case unknownZone(String, nearest: String?)
    /// A file of that database that cannot be read or understood.
    case unreadableZone(String, words: String)
    /// A password or token written out: a policy is kept with every plan, in the ledger and on paper.
    case literalSecret(key: String)
    /// The same among the words of a command, which also stand in every list of processes.
    case secretInCommand(name: String)
    /// No absolute http or https URL, or one with a login in it.
    case badWebURL
    /// Nobody is in it.
    case emptyGroup(String)
    /// A member of a group has the name of a group; only people are in groups.
    case groupInGroup(String)
    case unknownPolicy(String, nearest: String?, known: [String])
}
