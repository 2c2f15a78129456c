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
            errors.prefix(Self.shownFiles).map { .place("\($0.path):\($0.line):\($0.column): \($0.words)") }
                + (rest > 0 ? [.init("", "and \(Wording.count(rest)) more")] : [])
                + [.state("nothing was done")])
    }
}
