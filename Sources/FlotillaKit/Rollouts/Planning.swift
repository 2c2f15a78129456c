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
        _ direction: RolloutDirection, on selection: FleetSelection, selector: String, policy: String?,
        control: RunControl
    ) async throws(FlotillaError) -> RolloutPlan {
        let preparation = try await atDesk { [self] () throws(FlotillaError) in
            try prepare(direction, selection, policy)
        }
        let findings = SurveyFindings(count: selection.count)
        let survey = FleetRun(
            planner: preparation.planner, operation: .preflight(preparation.operation), adapters: adapters,
            settings: migrationSettings, secrets: secrets, roster: selection.roster,
            retry: RetryPolicy(retries: settings.retries), limits: limits, recorder: RunRecorder(.nowhere),
            control: control
        ) { findings.add($0) }
        _ = await survey.run()
        return try await atDesk { [self] () throws(FlotillaError) in
            let timings = try timings()
            let draft = PlanDraft(
                operation: preparation.operation, argument: preparation.argument, selection: selector,
                policyName: preparation.policyName, policy: preparation.policy, planner: preparation.planner,
                roster: selection.roster, findings: findings, quarantine: { _ in nil },
                timing: { server, _ in timings[server] })
            do throws(PlanDraftError) { return try draft.plan() } catch {
                switch error {
                case .inventory(let error): throw .inventory(error)
                case .selector(let error, let text): throw .selector(error, text: text)
                }
            }
        }
    }

    private struct Preparation: Sendable {
        var operation: Operation
        var argument: String
        var planner: Planner
        var policy: RolloutPolicy
        var policyName: String
    }

    private func prepare(
        _ direction: RolloutDirection, _ selection: FleetSelection, _ name: String?
    ) throws(FlotillaError) -> Preparation {
        let planner = Planner(try migrations())
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
        return Preparation(
            operation: operation, argument: argument, planner: planner, policy: policy, policyName: policyName)
    }

    /// The operation with names looked up, so that it means the same on every worker.
    private func frozen(
        _ direction: RolloutDirection, _ planner: Planner
    ) throws(FlotillaError) -> (Operation, argument: String) {
        switch direction {
        case .upgrade(let revision):
            if revision.hasPrefix("+") || revision.hasPrefix("-") || revision.contains("@+") || revision.contains("@-")
            {
                throw .rollout(.relativeRevision(revision))
            }
            do {
                try planner.validate(.upgrade(to: revision), engines: [])
            } catch {
                throw FlotillaError(error)
            }
            return (.advance(to: planner.destinations(of: .upgrade(to: revision))), revision)
        case .downgrade(let revision):
            if revision.contains("+") || revision.contains("-") { throw .rollout(.relativeRevision(revision)) }
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

    /// How long a job took on each server, on average.
    private func timings() throws(FlotillaError) -> [String: Duration] {
        let ledger = try ledgerToRead()
        defer { ledger.close() }
        return try reading { () throws(LedgerError) in try ledger.timings() }
    }
}
