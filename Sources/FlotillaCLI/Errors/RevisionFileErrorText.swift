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
            errors.count == 1 ? "a revision file is wrong" : "\(Wording.count(errors.count)) revision files are wrong",
            errors.prefix(Self.shownFiles).map {
                .place("\($0.path):\($0.line):\($0.column): \($0.problem.words)")
            } + (rest > 0 ? [.init("", "and \(Wording.count(rest)) more")] : []) + [.state("nothing was done")])
    }

    /// The files do not make a graph.
    init(_ error: MigrationsError) {
        self.init(error.error)
        facts += error.paths.prefix(Self.shownFiles).map { .place($0) }
    }
}

extension RevisionFileProblem {
    fileprivate var words: String {
        switch self {
        case .missingField(let field): "the header has no '\(field):'"
        case .duplicateField(let field, let first): "'\(field):' stands in line \(first) already"
        case .unknownField(let field, let near): "there is no '\(field):'\(Self.hint(near))"
        case .illegalID(let id, _): "'\(id)' cannot be a revision's identifier (no @ - + : and no white space)"
        case .illegalLabel(let label, _): "'\(label.text)' cannot be a branch label (no @ - + : and no white space)"
        case .repeatedName(let name): "'\(name)' stands twice in this line"
        case .statementOutsideSection: "SQL outside of any section would never be run; put it below -- flotilla:upgrade"
        case .unknownMarker(let marker, let near): "there is no marker 'flotilla:\(marker)'\(Self.hint(near))"
        case .unknownEngine(let engine, let near): "there is no engine '\(engine)'\(Self.hint(near))"
        case .unknownOption(let option, let near): "there is no option '\(option)'\(Self.hint(near))"
        case .optionNotAllowed(let option): "'\(option)' has no meaning for this kind of section"
        case .duplicateOption(let option): "'\(option)' is given twice"
        case .optionNeeds(let option, let other): "'\(option)' needs '\(other)' beside it"
        case .illegalValue(let value, let option, let allowed): "\(option)=\(value): \(allowed) is expected"
        case .missingName: "a name in double quotes is expected"
        case .unexpectedName(let name): "\"\(name)\" is not expected here"
        case .unterminatedName: "the double quote is not closed"
        case .duplicateSection(let engine, let first):
            "line \(first) has such a section\(engine.map { " for \($0.rawValue)" } ?? "") already"
        case .notWritable: "its parts cannot be written so that they read back as they are"
        }
    }

    private static func hint(_ near: [String]) -> String {
        near.isEmpty ? "" : "; did you mean \(Wording.list(near, joining: "or"))?"
    }
}
