import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaMySQL
import FlotillaPostgreSQL
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
import FlotillaSQL
import FlotillaSQLite

/// One thing that has to be right for work to go well, as it was found.
public struct Examined: Sendable {
    public enum Part: String, Sendable {
        case settings, libraries, revisions, heads, inventory, server, ledger, models
    }

    public enum Finding: Sendable {
        /// `flotilla.yaml`; `nil` where all is as it is without one.
        case settings(file: String?)
        case libraries([String])
        case revisions(count: Int, folder: String)
        case noRevisions(folder: String)
        /// Among another tool's revisions; it is never run.
        case passedOver(PassedOverFile, RevisionFormat)
        case heads([RevisionID])
        case inventory(targets: Int, servers: Int)
        case noInventory(path: String)
        /// One target of the server was asked.
        case server(name: String, target: TargetID, facts: ServerFacts)
        case unreachable(name: String, target: TargetID, TargetFailure)
        case ledger(LedgerPlace)
        case noLedger
        case models(Engine)
        case noScratch(Engine)
        /// Scratch databases that a process has left which was killed.
        case leftOver(Engine, [String])
        case failed(FlotillaError)
    }

    public var part: Part
    public var finding: Finding

    /// Whether something has to be done about it.
    public var isGood: Bool {
        switch finding {
        case .settings, .libraries, .revisions, .inventory, .noInventory, .server, .ledger, .noLedger, .models,
            .leftOver:
            true
        case .heads(let heads): heads.count < 2
        case .passedOver(let file, _): file.reason == .baseline || file.reason == .name
        case .noRevisions, .unreachable, .noScratch, .failed: false
        }
    }
}

extension Flotilla {
    /// Looks at all that a project's work needs, and goes on after what it finds wrong. Asks one target of each server, writes
    /// to scratch databases only, and makes no ledger.
    ///
    /// - Parameters:
    ///   - selection: which targets; `nil` for those of the inventory. Those that are named one by one are all asked.
    ///   - onFinding: told of each thing when it is known.
    public func examine(
        _ selection: Selection?, control: RunControl, onFinding: @escaping @Sendable (Examined) -> Void
    ) async {
        onFinding(Examined(part: .settings, finding: .settings(file: settings.file)))
        let libraries = [PostgreSQLDriver.library, MySQLDriver.library, SQLiteDriver.library]
        onFinding(Examined(part: .libraries, finding: .libraries(libraries)))
        await examineRevisions(onFinding)
        await examineTargets(selection, control, onFinding)
        await examine(.ledger, onFinding) { [self] () throws(FlotillaError) in
            guard let ledger = try ledgerIfThere() else { return [.noLedger] }
            defer { ledger.close() }
            return [.ledger(LedgerPlace(place: ledger.address.shown, form: Ledger.form))]
        }
        await examineModels(control, onFinding)
    }

    private func examine(
        _ part: Examined.Part, _ onFinding: @Sendable (Examined) -> Void,
        _ work: @escaping @Sendable () throws(FlotillaError) -> [Examined.Finding]
    ) async {
        do throws(FlotillaError) {
            for finding in try await atDesk(work) { onFinding(Examined(part: part, finding: finding)) }
        } catch {
            onFinding(Examined(part: part, finding: .failed(error)))
        }
    }

    private func examineRevisions(_ onFinding: @Sendable (Examined) -> Void) async {
        do throws(FlotillaError) {
            let found = try await atDesk { [self] () throws(FlotillaError) in try migrations() }
            let graph = found.graph
            let folder = settings.migrations
            onFinding(
                Examined(
                    part: .revisions,
                    finding: graph.ids.isEmpty
                        ? .noRevisions(folder: folder) : .revisions(count: graph.ids.count, folder: folder)))
            for file in found.passedOver {
                onFinding(Examined(part: .revisions, finding: .passedOver(file, found.format)))
            }
            onFinding(Examined(part: .heads, finding: .heads(graph.heads)))
        } catch {
            onFinding(Examined(part: .revisions, finding: .failed(error)))
        }
    }

    private func examineTargets(
        _ selection: Selection?, _ control: RunControl, _ onFinding: @escaping @Sendable (Examined) -> Void
    ) async {
        do throws(FlotillaError) {
            guard let chosen = try await chosen(selection) else {
                return onFinding(Examined(part: .inventory, finding: .noInventory(path: settings.inventory)))
            }
            let asked = try await atDesk { () throws(FlotillaError) in try chosen.toBeAsked() }
            if chosen.isListed {
                let servers = chosen.servers.count
                onFinding(Examined(part: .inventory, finding: .inventory(targets: chosen.count, servers: servers)))
            }
            let sample = asked.count == chosen.count ? chosen : try await select(.targets(asked.map(\.target)))
            let names = Dictionary(uniqueKeysWithValues: asked.map { ($0.target, $0.server) })
            await examineServers(sample, names, control, onFinding)
        } catch {
            onFinding(Examined(part: .inventory, finding: .failed(error)))
        }
    }

    private func chosen(_ selection: Selection?) async throws(FlotillaError) -> FleetSelection? {
        if let selection { return try await select(selection) }
        return try await fleet()
    }

    private func examineServers(
        _ sample: FleetSelection, _ names: [TargetID: String], _ control: RunControl,
        _ onFinding: @escaping @Sendable (Examined) -> Void
    ) async {
        do throws(FlotillaError) {
            _ = try await check(sample, control: control) { result in
                let name = names[result.target] ?? Roster.unknownServer
                let finding: Examined.Finding? =
                    if let failure = result.failure {
                        .unreachable(name: name, target: result.target, failure)
                    } else {
                        result.server.map { .server(name: name, target: result.target, facts: $0) }
                    }
                if let finding { onFinding(Examined(part: .server, finding: finding)) }
            }
        } catch {
            onFinding(Examined(part: .server, finding: .failed(error)))
        }
    }

    /// Makes a scratch database for each engine that has models or a place for one, because that alone shows whether it can be made.
    private func examineModels(_ control: RunControl, _ onFinding: @Sendable (Examined) -> Void) async {
        do throws(FlotillaError) {
            let models = try await atDesk { [self] () throws(FlotillaError) in try self.models() }
            let hasModels = modelSet != nil || models.shared != nil || !models.own.isEmpty
            let wanted = hasModels ? try await engines(ModelRequest(), models, nil) : []
            // 'rehearse' makes databases where there are no models, too.
            let others = Engine.allCases.filter { models.scratch[$0] != nil && !wanted.contains($0) }
            for engine in wanted + others {
                guard engine == .sqlite || models.scratch[engine] != nil else {
                    onFinding(Examined(part: .models, finding: .noScratch(engine)))
                    continue
                }
                await examine(.models, onFinding) { [self] () throws(FlotillaError) in
                    let workshop = try workshop(engine, models, control.cancel)
                    _ = try schemaWork { () throws(SchemaFailure) in
                        try workshop.onStage { stage throws(SchemaFailure) in try stage.read() }
                    }
                    let left = try schemaWork { () throws(SchemaFailure) in try workshop.leftOverDatabases() }
                    return [.models(engine)] + (left.isEmpty ? [] : [.leftOver(engine, left)])
                }
            }
        } catch {
            onFinding(Examined(part: .models, finding: .failed(error)))
        }
    }
}

extension FleetSelection {
    /// The first target of each server, or all that were named one by one.
    fileprivate func toBeAsked() throws(FlotillaError) -> [(server: String, target: TargetID)] {
        let isNamed =
            switch selection {
            case .database, .targets: true
            case .all, .selector: false
            }
        var seen: Set<String> = []
        var chosen: [(server: String, target: TargetID)] = []
        try forEachTarget { target in
            let server = target.url.serverKey ?? Roster.unknownServer
            if isNamed || seen.insert(server).inserted { chosen.append((server, target.id)) }
        }
        return chosen
    }
}
