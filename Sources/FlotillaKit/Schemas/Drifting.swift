import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

extension Flotilla {
    /// Reads the schema of every target, and counts them by version and shape.
    ///
    /// - Parameters:
    ///   - judges: compares each shape with what the revisions of its version make of an empty database.
    ///   - estimatesRows: asks each target how large its tables are, too, and keeps that in the ledger.
    public func drift(
        of selection: FleetSelection, leavingOut: LeftOut, judges: Bool, estimatesRows: Bool = false,
        control: RunControl
    ) async throws(FlotillaError) -> DriftReport {
        let settled = try await atDesk { [self] () throws(FlotillaError) in try models() }
        let book = ShapeBook(
            schemas, leavingOut: leavingOut.and(settled.leftOut), others: settled.others, estimatesRows: estimatesRows)
        let tally = Monitor<[ShapeKey: ShapeTally]>([:])
        let sizes = Monitor(DriftReport.Sizes())
        let run = try await run(.fingerprint, on: selection, control: control, shapes: book) { result in
            if let estimates = result.estimates { sizes.access { $0.add(estimates, of: result.target) } }
            guard let shape = result.shape, let version = result.after else { return }
            tally.access {
                $0[ShapeKey(version: version, fingerprint: shape), default: ShapeTally()].add(result.target)
            }
        }
        let counts = tally.access { $0 }
        let found = estimatesRows ? sizes.access { $0 } : nil
        return try await atDesk { [self] () throws(FlotillaError) in
            let judge = judges ? try DriftJudge(self, book, control.cancel) : nil
            var shapes: [DriftReport.Shape] = []
            for (key, tally) in counts {
                guard let schema = book.schema(key.fingerprint) else { continue }
                shapes.append(
                    DriftReport.Shape(
                        engine: schema.engine, version: key.version, fingerprint: key.fingerprint, count: tally.count,
                        examples: tally.examples,
                        standing: try judge?.standing(of: key, schema) ?? .unjudged))
            }
            let unread = book.unread.filter { $0.key != settings.versionTableSchema }
                .sorted { $0.key < $1.key }.map { (name: $0.key, targets: $0.value) }
            return DriftReport(
                shapes: shapes.sorted(by: Self.isWorse), run: run, unread: unread, sizes: found)
        }
    }

    private static func isWorse(_ one: DriftReport.Shape, _ other: DriftReport.Shape) -> Bool {
        let ranks = [one, other].map { shape in
            switch shape.standing {
            case .drifted: 0
            case .unknownVersion: 1
            case .unjudged: 2
            case .known: 3
            case .expected: 4
            }
        }
        guard ranks[0] == ranks[1] else { return ranks[0] < ranks[1] }
        return one.count == other.count ? one.fingerprint < other.fingerprint : one.count > other.count
    }

    /// Writes down that every new drift of the report is known. Returns how many shapes that were.
    public func accept(_ report: DriftReport, reason: String) async throws(FlotillaError) -> [KnownDrift] {
        let actor = EventAuthor.current.actor
        var new: [KnownDrift] = []
        for shape in report.shapes {
            guard case .drifted(let summary) = shape.standing else { continue }
            let drift = KnownDrift(
                engine: shape.engine, mark: .difference(summary.digest), actor: actor, reason: reason)
            // On two versions it is the same drift.
            if !new.contains(drift) { new.append(drift) }
        }
        let lines = new.map(\.line).joined()
        try await atDesk { [self] () throws(FlotillaError) in
            do throws(InventoryError) {
                try KnownDriftFile.append(lines, in: settings.migrations)
            } catch {
                throw .settings(error)
            }
        }
        return new
    }
}

private struct ShapeKey: Hashable {
    var version: [RevisionID]
    var fingerprint: String
}

private struct ShapeTally {
    private static let shown = 5

    var count = 0
    /// The first by name, so that they are the same whichever target answers first.
    var examples: [TargetID] = []

    mutating func add(_ target: TargetID) {
        count += 1
        let place = examples.firstIndex { target < $0 } ?? examples.endIndex
        examples.insert(target, at: place)
        if examples.count > Self.shown { examples.removeLast() }
    }
}

/// Says of shapes whether they are what the revisions give. Blocks.
private final class DriftJudge {
    private struct Place: Hashable {
        var engine: Engine
        var version: [RevisionID]
    }

    private let flotilla: Flotilla
    private let book: ShapeBook
    private let stop: StopSignal
    private let models: ModelSettings
    private let planner: Planner
    private let known: [KnownDrift]
    private var expected: [Place: String] = [:]

    init(_ flotilla: Flotilla, _ book: ShapeBook, _ stop: StopSignal) throws(FlotillaError) {
        self.flotilla = flotilla
        self.book = book
        self.stop = stop
        models = try flotilla.models()
        planner = try flotilla.planner()
        do {
            known = try KnownDrift.all(in: flotilla.settings.migrations)
        } catch {
            throw .settings(error)
        }
    }

    func standing(of key: ShapeKey, _ schema: Schema) throws(FlotillaError) -> DriftReport.Standing {
        let place = Place(engine: schema.engine, version: key.version)
        guard planner.migrations.graph.knows(key.version) else { return .unknownVersion }
        let wanted = try expectation(place)
        guard wanted != key.fingerprint else { return .expected }
        let accepted = known.first {
            $0.engine == place.engine && $0.mark == .shape(key.fingerprint, version: place.version)
        }
        if let accepted { return .known(accepted) }
        guard let target = book.schema(wanted), let renderer = flotilla.schemas[place.engine]?.renderer else {
            return .unjudged
        }
        let difference = SchemaComparison.difference(from: schema, to: target)
        guard !difference.isEmpty else { return .expected }
        let summary = ChangeSummary(difference, spelling: renderer.spelling(of:))
        let same = known.first { $0.engine == place.engine && $0.mark == .difference(summary.digest) }
        return same.map { .known($0) } ?? .drifted(summary)
    }

    private func expectation(_ place: Place) throws(FlotillaError) -> String {
        if let known = expected[place] { return known }
        let workshop = try flotilla.workshop(place.engine, models, stop)
        let schema = try schemaWork { () throws(SchemaFailure) in try workshop.schema(at: place.version, planner) }
        let fingerprint = book.note(schema)
        expected[place] = fingerprint
        return fingerprint
    }
}

extension RevisionGraph {
    fileprivate func knows(_ rows: [RevisionID]) -> Bool { Set(rows).isSubset(of: ids) }
}
