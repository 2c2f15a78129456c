import FlotillaRevisions
import FlotillaSQL

/// The steps of a script: planned without asking any database, so that whoever asks has to say where it begins.
struct OfflinePlan: Sendable {
    /// The version table before the first step, sorted.
    var start: [RevisionID]
    var steps: [CompiledStep]
    /// Nothing is asked about what the table says before.
    var isPurging = false

    var end: [RevisionID] { steps.last?.rowsAfter ?? start }
}

extension Planner {
    /// Understands what Alembic's offline mode does: `b`, `a:b`, `:b`, `+2`, `a:+2`; for a downgrade both ends are needed.
    func offline(_ operation: Operation, engine: Engine) throws(PlanRefusal) -> OfflinePlan {
        let path: RevisionPath
        do throws(RevisionError) {
            switch operation {
            case .upgrade(let range):
                path = try migrations.graph.upgradeScript(
                    to: Self.withBothEnds(range), over: baselines(on: engine))
                try requireWayUp(range, path)
            case .downgrade(let range): path = try migrations.graph.downgradeScript(to: range)
            case .stamp(let target, let isPurging): return try stamped(target, isPurging)
            case .ensureVersion, .advance, .takeBack, .current, .fingerprint, .preflight, .probe, .resolve, .adopt:
                return OfflinePlan(start: [], steps: [])
            }
        } catch {
            throw .argument(error)
        }
        do throws(TargetFailure) {
            return OfflinePlan(start: path.start, steps: try steps(of: path, engine: engine))
        } catch {
            throw .scripts([error])
        }
    }

    /// Where Alembic prints an empty script.
    private func requireWayUp(_ range: String, _ path: RevisionPath) throws(RevisionError) {
        guard path.isEmpty, let colon = range.firstIndex(of: ":") else { return }
        let whole = Self.withBothEnds(range)
        let upper = whole[(whole.firstIndex(of: ":") ?? colon)...].dropFirst()
        guard try migrations.graph.resolve(String(upper), rows: []) != path.start else { return }
        throw .rangeNotAncestor(lower: String(whole.prefix { $0 != ":" }), upper: String(upper))
    }

    /// `:b` begins at the bases, `a:` ends at the head.
    private static func withBothEnds(_ range: String) -> String {
        (range.hasPrefix(":") ? "base" : "") + range + (range.hasSuffix(":") ? "head" : "")
    }

    private func stamped(_ target: String, _ isPurging: Bool) throws(RevisionError) -> OfflinePlan {
        let stamp =
            try target.contains(":")
            ? migrations.graph.stampScript(to: target)
            : migrations.graph.stampKeepingAll(from: [], to: try Self.names(target))
        let step = CompiledStep(stamping: stamp.rowsAfter, stamp.rowChanges, isPurging: isPurging)
        let steps = stamp.rowChanges.isEmpty && !isPurging ? [] : [step]
        return OfflinePlan(start: stamp.rowsBefore, steps: steps, isPurging: isPurging)
    }
}
