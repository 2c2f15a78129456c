import FlotillaRollout

/// A ledger in memory that keeps one promise of a real one: what a transaction does becomes true as a whole or not at all.
///
/// Changes are made in place and written into an undo log, so that a transaction costs what it changes.
final class PretendedLedger {
    struct Writer {
        var lastSign: Moment
        /// The number of its last transaction.
        var token: Int64 = 0
        /// Jobs were taken away from it. It has to come back as another.
        var isLost = false
    }

    private(set) var rows: ContiguousArray<JobRow> = []
    private(set) var due: ContiguousArray<Moment> = []
    var rollout: RolloutRow
    private(set) var firstOfWave: [Int] = []
    /// How many jobs of each wave are in which state, and how many are reopened.
    private(set) var counts: ContiguousArray<Int32>
    var underWayOnServer: ContiguousArray<Int>
    var writers: ContiguousArray<Writer> = []
    /// How many of the targets that joined have a job.
    private(set) var lateCount = 0
    var leader: Int64 = -1
    var leaderSign: Moment = 0

    var isUp = true
    /// What its clock shows beyond the world's.
    var clockOffset: Moment = 0
    let bug: PlantedBug?

    // Of the transaction under way.
    private var before = (rows: 0, late: 0)
    private var undo: ContiguousArray<(index: Int, row: JobRow, due: Moment)> = []
    var notes: [RolloutNote] = []
    var hasAskedForTakeBack = false
    var closed: RolloutPhase?
    /// What the planted bugs show instead of the truth.
    var beforePause: RolloutRow?
    var asClaimed: [Int64: JobRow] = [:]

    init(_ setting: Setting, bug: PlantedBug?, _ dice: inout Dice) {
        self.bug = bug
        rollout = RolloutRow(rollout: Rollout.begin(setting.shape).rollout)
        counts = ContiguousArray(repeating: 0, count: setting.shape.waves.count * Self.stride)
        underWayOnServer = ContiguousArray(repeating: 0, count: setting.servers)
        for (wave, size) in setting.shape.waves.enumerated() {
            firstOfWave.append(rows.count)
            for position in 0..<size.jobs {
                let window = setting.hasWindows && dice.roll(3) == 0 ? 0 : nil
                rows.append(
                    JobRow(
                        number: JobNumber(Int64(rows.count)), wave: wave, position: position,
                        server: dice.roll(setting.servers), window: window))
                due.append(0)
            }
            counts[wave * Self.stride] = Int32(size.jobs)
        }
        firstOfWave.append(rows.count)
    }
}

// MARK: Transactions

extension PretendedLedger {
    func begin() {
        undo.removeAll(keepingCapacity: true)
        notes.removeAll(keepingCapacity: true)
        before = (rows.count, lateCount)
    }

    /// - Parameter rollout: what it was when the transaction began.
    func rollBack(to rollout: RolloutRow) {
        self.rollout = rollout
        while let last = undo.popLast() { replace(last.index, last.row, last.due) }
        if rows.count > before.rows { removeWave() }
        notes.removeAll(keepingCapacity: true)
    }

    func change(_ index: Int, _ row: JobRow, due moment: Moment) {
        undo.append((index, rows[index], due[index]))
        replace(index, row, moment)
    }

    /// A further wave, with jobs that are planned.
    func addWave(_ jobs: Int, hasWindows: Bool) {
        let wave = firstOfWave.count - 1
        for position in 0..<jobs {
            let number = rows.count
            rows.append(
                JobRow(
                    number: JobNumber(Int64(number)), wave: wave, position: position,
                    server: number % underWayOnServer.count, window: hasWindows && number % 3 == 0 ? 0 : nil))
            due.append(0)
        }
        firstOfWave.append(rows.count)
        counts += ContiguousArray(repeating: 0, count: Self.stride)
        counts[wave * Self.stride] = Int32(jobs)
        lateCount += jobs
    }

    private func removeWave() {
        rows.removeLast(rows.count - before.rows)
        due.removeLast(due.count - before.rows)
        firstOfWave.removeLast()
        counts.removeLast(Self.stride)
        lateCount = before.late
    }

    private func replace(_ index: Int, _ row: JobRow, _ moment: Moment) {
        let old = rows[index]
        count(old, -1)
        count(row, 1)
        rows[index] = row
        due[index] = moment
    }

    private func count(_ row: JobRow, _ sign: Int32) {
        let base = row.wave * Self.stride
        counts[base + row.job.state.place] += sign
        if row.isReopened { counts[base + Self.reopenedPlace] += sign }
        if row.job.state == .underWay { underWayOnServer[row.server] += Int(sign) }
    }

    static let stride = 11
    static let reopenedPlace = 10

    func count(wave: Int, _ state: JobState) -> Int { Int(counts[wave * Self.stride + state.place]) }
    func reopened(wave: Int) -> Int { Int(counts[wave * Self.stride + Self.reopenedPlace]) }
}

extension JobState {
    var place: Int {
        switch self {
        case .planned: 0
        case .unsettled: 1
        case .underWay: 2
        case .succeeded: 3
        case .skipped: 4
        case .failed: 5
        case .unreachable: 6
        case .cancelled: 7
        case .unknown: 8
        case .reverted: 9
        }
    }
}
