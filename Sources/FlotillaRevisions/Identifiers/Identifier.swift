/// What a person typed to name a revision, taken apart but not yet looked up.
///
///     ae10  head  heads  base  billing  billing@head  billing@ae10  +2  -1  billing@+1  ae10+2  billing@ae10-1
struct Identifier {
    enum Form: Hashable {
        /// An identifier, its beginning, a label, `head`, `heads`, `base`.
        case name(String)
        /// `+N`, `-N` from the version table, or from `start`.
        case walk(start: String?, steps: Int)
    }

    /// What was typed, for messages.
    let text: String
    /// What stands before the `@`: a label, an identifier or the beginning of one.
    let branch: String?
    let form: Form

    /// A whole name wins over everything else: with a branch label `tenant-1`, that text is no walk.
    init(_ text: String, names: NameTable) throws(RevisionError) {
        self.text = text
        if names.exact(text) == nil, let (before, steps) = try Identifier.walkSuffix(of: text) {
            let (branch, start) = Identifier.split(before, at: before.lastIndex(of: "@"))
            self.branch = branch
            form = .walk(start: start.isEmpty ? nil : start, steps: steps)
        } else {
            let (branch, name) = Identifier.split(text[...], at: text.firstIndex(of: "@"))
            self.branch = branch
            form = .name(name)
        }
    }

    /// The last `+` or `-` with only digits behind it, when what stands before could start a walk.
    private static func walkSuffix(of text: String) throws(RevisionError) -> (before: Substring, steps: Int)? {
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
        let digits = text[text.index(after: sign)...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        guard let steps = Int(text[sign...]) else { throw .relativeWalk(text, .tooManySteps) }
        return (text[..<sign], steps)
    }

    private static func split(_ text: Substring, at sign: Substring.Index?) -> (branch: String?, rest: String) {
        guard let sign, sign > text.startIndex else { return (nil, String(text.drop { $0 == "@" })) }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }
}

extension RevisionGraph {
    /// Whether the argument is a number of steps from the rows of a version table, so that it leads from every database
    /// somewhere else: `+2`, `-1`, `billing@+1`.
    public func countsFromRows(_ argument: String) -> Bool {
        guard case .walk(start: nil, _)? = (try? Identifier(argument, names: names))?.form else { return false }
        return true
    }
}
