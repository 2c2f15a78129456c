import FlotillaKit
import FlotillaRevisions

extension Complaint {
    /// Files shown one by one; the rest is a count.
    private static let shownFiles = 10

    /// What is wrong with revision files: all of them at once, so that they can be corrected at once.
    init(_ errors: [RevisionFileError]) {
        let rest = errors.count - Self.shownFiles
        self.init(
            .badSettings,
            errors.count == 1 ? "a revision file is wrong" : "revision files are wrong in \(errors.count) places",
            errors.prefix(Self.shownFiles).map { .place("\($0.path):\($0.line):\($0.column): \($0.problem.words)") }
                + (rest > 0 ? [Fact("", "and \(Wording.count(rest)) more")] : [])
                + [.state("nothing was done"), .next("correct what is said, then repeat the command")])
    }

    /// Files that are right each, and together make no graph.
    init(_ error: MigrationsError) {
        self.init(error.error)
        let next = facts.filter { $0.label == Fact.nextLabel }
        let known = facts.filter { $0.label != Fact.nextLabel }
        facts = error.paths.map { .place($0) } + known + [.state("nothing was done")] + next
    }
}

extension RevisionFileProblem {
    fileprivate var words: String {
        switch self {
        case .missingField(let field): "the header has no '\(field):'"
        case .duplicateField(let field, let first): "'\(field):' stands here again; first in line \(first)"
        case .unknownField(let field, let near): "there is no header field '\(field)'" + Self.hint(near)
        case .illegalID(let id, let fault): "'\(id)' cannot be an identifier: \(fault.words)"
        case .illegalLabel(let label, let fault): "'\(label)' cannot be a branch label: \(fault.words)"
        case .repeatedName(let name): "'\(name)' is named twice"
        case .statementOutsideSection: "this SQL belongs to no section and would never be run"
        case .unknownMarker(let marker, let near): "there is no marker '\(marker)'" + Self.hint(near)
        case .unknownEngine(let engine, let near): "there is no engine '\(engine)'" + Self.hint(near)
        case .unknownOption(let option, let near): "there is no option '\(option)'" + Self.hint(near)
        case .optionNotAllowed(let option): "the option '\(option)' is not for this kind of section"
        case .duplicateOption(let option): "the option '\(option)' is given twice"
        case .optionNeeds(let option, let other): "the option '\(option)' needs '\(other)'"
        case .illegalValue(let text, let option, let allowed): "'\(option)' cannot be '\(text)': give \(allowed)"
        case .missingName: "a name or a reason in double quotes is missing"
        case .unexpectedName(let name): "nothing may stand here in quotes: '\(name)'"
        case .unterminatedName: "this quote is not closed"
        case .duplicateSection(let engine, let first):
            "there is such a section for \(engine?.rawValue ?? "every engine") already, in line \(first)"
        case .format(let format, let problem): problem.words(format)
        case .notWritable: "these parts would not read back as they are"
        }
    }

    private static func hint(_ near: [String]) -> String {
        near.isEmpty ? "" : "; did you mean \(Wording.list(near, joining: "or"))?"
    }
}
