/// Whether a statement without a transaction took effect, judged from the catalogue after a crash.
///
/// A statement has a number of visible effects (a table that appears, a column that goes). How many of them held was
/// written down before it was sent, and how many hold now is counted again.
public enum EffectVerdict: Sendable, Hashable {
    case applied
    case notApplied
    /// A person has to look; the statement must not be run again before.
    case undecidable

    /// - Parameters:
    ///   - visible: how many effects the catalogue can show; 0 when the statement is not understood.
    ///   - isComplete: the statement does nothing that the catalogue would not show.
    ///   - before: how many held before it was sent.
    ///   - now: how many hold now.
    public init(visible: Int, isComplete: Bool, before: Int, now: Int) {
        guard visible > 0 else {
            self = .undecidable
            return
        }
        if before == visible {
            // All held already, so the statement could change nothing: it either tolerated that or failed.
            self = isComplete && now == visible ? .notApplied : .undecidable
        } else if now == visible {
            self = .applied
        } else if now == before {
            // A statement that is one change of the catalogue shows all of it or none.
            self = .notApplied
        } else {
            self = .undecidable
        }
    }
}
