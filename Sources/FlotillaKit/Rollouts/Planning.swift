import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Which way a rollout goes.
public enum RolloutDirection: Sendable, Hashable {
    case upgrade(to: String)
    case downgrade(to: String)
}

extension RolloutPolicy {
    /// What is done without a policy of one's own: one target first, a tenth of the fleet then, and a person is asked as
    /// soon as one fails.
    public static let standard = RolloutPolicy(
        waves: [
            WaveRule(name: "canary", size: .count(1)), WaveRule(name: "early", size: .share(basisPoints: 1_000)),
            WaveRule(name: "rest"),
        ])

    public static let standardName = "standard"
}

extension Flotilla {
    /// Looks at every selected target, without writing anywhere, and says what a rollout would do to whom.
    ///
    /// - Parameter policy: a name in `flotilla.yaml` or a file; `nil` for the one called `default`, or the standard one.
    public func planRollout(
        _ direction: RolloutDirection, on selection: FleetSelection, policy: String?, control: RunControl
    ) async throws(FlotillaError) -> RolloutPlan {
        guard selection.isListed else { throw .rollout(.notListed) }
        let preparation = try await atDesk { [self] () throws(FlotillaError) in
            try prepare(direction, selection, policy)
        }
        try await refuseIdleRules(of: preparation.policy, on: selection)
        try await requireVariables(for: preparation.operation, on: selection, preparation.planner, control)
        return try await plan(preparation, selection, control)
    }

    /// The plan with what a person wants to see of it. Reads the migrations folder.
    public func explain(
        _ plan: RolloutPlan, on selection: FleetSelection
    ) async throws(FlotillaError) -> PlanExplanation {
        try await atDesk { [self] () throws(FlotillaError) in try explanation(of: plan, selection) }
    }

    func explanation(
        of plan: RolloutPlan, _ selection: FleetSelection
    ) throws(FlotillaError) -> PlanExplanation {
        let planner = try planner()
        return planner.explain(
            plan, engines: try selection.engines(), loss: try planner.loss(of: plan, on: selection))
    }

    /// The plan of a file, if it is one and nobody has changed it since it was written.
    public func readPlan(_ path: String) async throws(FlotillaError) -> RolloutPlan {
        try await atDesk { () throws(FlotillaError) in
            do throws(PlanDocumentError) { return try PlanFile.read(path) } catch {
                throw .rollout(.planUnusable(path: path, error))
            }
        }
    }

    public func save(_ plan: RolloutPlan, to path: String) async throws(FlotillaError) {
        try await atDesk { () throws(FlotillaError) in
            do throws(PlanFileError) { try PlanFile.write(plan, to: path) } catch {
                throw .rollout(.planNotSaved(error))
            }
        }
    }

    /// Makes sure that what the plan was made for is still so: looks at the folder, asks the inventory again, and looks at
    /// every target. Throws `planChanged`. Returns the plan with what else was found, which decides nothing.
    public func check(
        _ plan: RolloutPlan, on selection: FleetSelection, control: RunControl
    ) async throws(FlotillaError) -> RolloutPlan {
        let planner = try await atDesk { [self] () throws(FlotillaError) in try self.planner(filling: plan.variables) }
        let ofFolder = planner.differences(from: plan)
        guard ofFolder.isEmpty else { throw .rollout(.planChanged(ofFolder)) }
        // Entries may have come since; the policy was looked at when the plan was made.
        try await refuseIdleRules(of: nil, on: selection)
        let preparation = Preparation(
            operation: plan.operation, argument: plan.argument, planner: planner, policy: plan.policy,
            policyName: plan.policyName)
        let now = try await self.plan(preparation, selection, control)
        guard !control.isStopping else { return plan }
        let differences = plan.differences(to: now)
        guard differences.isEmpty else { throw .rollout(.planChanged(differences)) }
        var checked = plan
        (checked.edited, checked.expired) = (now.edited, now.expired)
        return checked
    }

    func plan(
        _ preparation: Preparation, _ selection: FleetSelection, _ control: RunControl
    ) async throws(FlotillaError) -> RolloutPlan {
        let aside = try await atDesk { [self] () throws(FlotillaError) -> (list: QuarantineList, places: Set<Int>) in
            let list = try quarantine()
            return (list, list.places(in: selection.roster))
        }
        let findings = SurveyFindings(count: selection.count)
        let survey = FleetRun(
            planner: preparation.planner, operation: .preflight(preparation.operation), adapters: adapters,
            settings: migrationSettings, secrets: secrets, roster: selection.roster, leavingOut: aside.places,
            retry: RetryPolicy(retries: settings.retries), limits: limits, recorder: RunRecorder(.nowhere),
            control: control
        ) { findings.add($0) }
        _ = await survey.run()
        return try await atDesk { [self] () throws(FlotillaError) in
            let (timings, edited) = try remembered(preparation.planner, selection)
            let draft = PlanDraft(
                operation: preparation.operation, argument: preparation.argument, selection: selection.selection,
                policyName: preparation.policyName, policy: preparation.policy, planner: preparation.planner,
                roster: selection.roster, findings: findings, quarantine: aside.list,
                timing: { server, _ in timings[server] })
            do throws(PlanDraftError) {
                var plan = try draft.plan()
                plan.edited = edited
                plan.variables = preparation.planner.variables
                return plan
            } catch {
                switch error {
                case .inventory(let error): throw .inventory(error)
                case .selector(let error, let text): throw .selector(error, text: text)
                }
            }
        }
    }

    struct Preparation: Sendable {
        var operation: Operation
        var argument: String
        var planner: Planner
        var policy: RolloutPolicy
        var policyName: String
    }

    private func prepare(
        _ direction: RolloutDirection, _ selection: FleetSelection, _ name: String?
    ) throws(FlotillaError) -> Preparation {
        let planner = try planner()
        let (operation, argument) = try frozen(direction, planner)
        do {
            try planner.validate(operation, engines: try selection.engines())
        } catch let error as PlanRefusal {
            throw FlotillaError(error)
        } catch let error as FlotillaError {
            throw error
        } catch {
            throw .nothingSelected
        }
        let (policy, policyName) = try policy(name)
        if case .downgrade = direction, policy.failures.then == .revert {
            throw .rollout(.downgradeTakenBack(policy: policyName))
        }
        return Preparation(
            operation: operation, argument: argument, planner: planner, policy: policy, policyName: policyName)
    }

    /// The operation with names looked up, so that it means the same on every worker.
    private func frozen(
        _ direction: RolloutDirection, _ planner: Planner
    ) throws(FlotillaError) -> (Operation, argument: String) {
        let counts = planner.migrations.graph.countsFromRows
        switch direction {
        case .upgrade(let revision):
            if counts(revision) { throw .rollout(.relativeRevision(revision)) }
            do {
                try planner.validate(.upgrade(to: revision), engines: [])
            } catch {
                throw FlotillaError(error)
            }
            return (.advance(to: planner.destinations(of: .upgrade(to: revision))), revision)
        case .downgrade(let revision):
            if counts(revision) { throw .rollout(.relativeRevision(revision)) }
            return (.downgrade(to: revision), revision)
        }
    }

    private func policy(_ name: String?) throws(FlotillaError) -> (RolloutPolicy, String) {
        do throws(InventoryError) {
            if let name { return (try Policies.find(name, settings), name) }
            if let usual = try Policies.load(settings)["default"] { return (usual, "default") }
            return (.standard, RolloutPolicy.standardName)
        } catch {
            throw .settings(error)
        }
    }

    func quarantine() throws(FlotillaError) -> QuarantineList {
        do throws(InventoryError) { return QuarantineList(try Quarantines.load(settings)) } catch {
            throw .settings(error)
        }
    }

    /// What the ledger knows that a plan is made of: how long a job took on each server, and edited revisions.
    private func remembered(
        _ planner: Planner, _ selection: FleetSelection
    ) throws(FlotillaError) -> (timings: [String: Duration], edited: [EditedRevision]) {
        let ledger = try ledgerToRead()
        defer { ledger.close() }
        let selected = Set(try selection.ids())
        return try reading { () throws(LedgerError) in
            (try ledger.timings(), try ledger.edited(planner, selected))
        }
    }
}

extension Ledger {
    /// Revisions that some of the targets have from another file than the folder's.
    func edited(_ planner: Planner, _ targets: Set<TargetID>) throws(LedgerError) -> [EditedRevision] {
        guard var files = EditedFiles(planner, try revisionFiles(), selected: { targets.contains($0) }) else {
            return []
        }
        try forEachMove(since: files.start) { files.add($0) }
        var edited = files.found
        guard !edited.isEmpty else { return [] }
        let accepted = try acceptedEdits()
        for index in edited.indices { edited[index].isAccepted = accepted.contains(edited[index].acceptance) }
        return edited
    }
}
