import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
import Synchronization

extension Flotilla {
    /// From the ledger; asks every selected target first when `live`.
    ///
    /// - Parameter selection: `nil` for every target that the ledger knows, which can only be done without asking them.
    public func status(
        of selection: FleetSelection?, live: Bool, control: RunControl
    ) async throws(FlotillaError) -> StatusReport {
        var inquiry: Inquiry?
        if live, let selection {
            let answers = Answers()
            let run = try await run(.current, on: selection, control: control) { answers.add($0) }
            // What was answered is counted in the ledger, so without it there is nothing to report.
            if let failure = run.ledgerFailure { throw .ledger(failure) }
            inquiry = Inquiry(run: run, found: answers.found)
        }
        return try await atDesk { [self, selection, inquiry] () throws(FlotillaError) in
            try report(selection, inquiry)
        }
    }

    private func report(_ selection: FleetSelection?, _ inquiry: Inquiry?) throws(FlotillaError) -> StatusReport {
        let graph = try migrations().graph
        let ledger = try ledgerToRead()
        defer { ledger.close() }
        let ids = try selection?.ids()
        return try reading { () throws(LedgerError) in
            let survey = Survey(
                ledger: ledger, graph: graph, ids: ids, isEverything: selection?.isEverything ?? false,
                inquiry: inquiry)
            return try survey.report()
        }
    }
}

/// What targets said when they were asked. As large as the number of those with something wrong.
private struct Findings: Sendable {
    /// They gave no version.
    var silent: Set<TargetID> = []
    var halfApplied: Set<TargetID> = []
    var inDoubt: Set<TargetID> = []
}

private struct Inquiry: Sendable {
    var run: RunReport
    var found: Findings
}

/// Gathers from all threads of a run.
private final class Answers: Sendable {
    private let state = Mutex(Findings())

    var found: Findings { state.withLock { $0 } }

    func add(_ result: TargetResult) {
        state.withLock { found in
            if result.after == nil { found.silent.insert(result.target) }
            switch result.failure?.state {
            case .halfApplied: found.halfApplied.insert(result.target)
            case .inDoubt: found.inDoubt.insert(result.target)
            case .unchanged, .partWay, nil: break
            }
        }
    }
}

/// Puts together what the ledger knows and what targets said just now. Where both speak, the target is right.
private struct Survey {
    let ledger: Ledger
    let graph: RevisionGraph
    /// In the order of the inventory; `nil` for all that the ledger knows.
    let ids: [TargetID]?
    let isEverything: Bool
    let inquiry: Inquiry?
    private let chosen: Set<TargetID>?
    private static let shown = 20

    init(ledger: Ledger, graph: RevisionGraph, ids: [TargetID]?, isEverything: Bool, inquiry: Inquiry?) {
        self.ledger = ledger
        self.graph = graph
        self.ids = ids
        self.isEverything = isEverything
        self.inquiry = inquiry
        chosen = ids.map { Set($0) }
    }

    func report() throws(LedgerError) -> StatusReport {
        let silent = inquiry?.found.silent ?? []
        let counts = try ledger.census(of: silent.isEmpty ? ids : ids?.filter { !silent.contains($0) })
        let census = counts.compactMap { count in
            count.version.map { StatusReport.Version($0, count: count.targets, in: graph) }
        }
        let seen = census.map(\.count).reduce(0, +)
        let total = ids?.count ?? counts.map(\.targets).reduce(0, +)
        return StatusReport(
            total: total, seen: seen, census: census, neverSeen: inquiry == nil ? total - seen : 0,
            unanswered: inquiry == nil ? 0 : total - seen, laggards: try laggards(census),
            failures: try ledger.failures(of: chosen), unknown: try unknown(), halfApplied: try halfApplied(),
            removed: isEverything ? try ledger.targets(except: chosen ?? []) : [], interruption: try interruption(),
            run: inquiry?.run)
    }

    private func unknown() throws(LedgerError) -> [TargetID] {
        try confirmed(try ledger.targets(with: .unknown, limit: limit(Self.shown)), by: inquiry?.found.inDoubt)
    }

    private func halfApplied() throws(LedgerError) -> [TargetID] {
        try confirmed(try ledger.targets(left: .halfApplied, limit: limit(Self.shown)), by: inquiry?.found.halfApplied)
    }

    /// Those of `recorded` that are selected; of targets that answered, those that were found so instead.
    private func confirmed(
        _ recorded: [TargetID], by found: Set<TargetID>?
    ) throws(LedgerError) -> [TargetID] {
        guard let found, let inquiry else { return Array(recorded.lazy.filter(isChosen).prefix(Self.shown)) }
        let old = recorded.filter { isChosen($0) && inquiry.found.silent.contains($0) }
        return Array((old + found.sorted { $0.text < $1.text }).prefix(Self.shown))
    }

    private func interruption() throws(LedgerError) -> StatusReport.Interruption? {
        let unrecorded = try ledger.unrecordedTargets().filter { isChosen($0.target) }
        return unrecorded.map(\.run).max().map {
            StatusReport.Interruption(run: $0.number, unrecorded: unrecorded.count)
        }
    }

    private func laggards(_ census: [StatusReport.Version]) throws(LedgerError) -> [StatusReport.Laggard] {
        let silent = inquiry?.found.silent ?? []
        // A version that is not ours comes first: nobody can tell how far it is.
        let behind = census.filter { !$0.isHead }.sorted { ($0.behind ?? .max) > ($1.behind ?? .max) }
        var laggards: [StatusReport.Laggard] = []
        for entry in behind where laggards.count < 10 {
            let found = try ledger.targets(on: entry.version, limit: limit(10))
            laggards += found.lazy.filter { isChosen($0) && !silent.contains($0) }.prefix(10 - laggards.count)
                .map { StatusReport.Laggard(target: $0, version: entry.version, behind: entry.behind) }
        }
        return laggards
    }

    /// Among some of the targets only all of them can be looked through.
    private func limit(_ number: Int) -> Int { chosen == nil ? number : .max }

    private func isChosen(_ target: TargetID) -> Bool { chosen?.contains(target) != false }
}

extension FleetSelection {
    func ids() throws(FlotillaError) -> [TargetID] {
        var ids: [TargetID] = []
        try forEachTarget { ids.append($0.id) }
        return ids
    }
}
