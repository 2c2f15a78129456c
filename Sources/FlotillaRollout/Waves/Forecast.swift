/// How long a rollout will take, from how long past jobs took on the same servers.
public struct Forecast: Sendable, Hashable {
    /// Of each wave, waiting between waves not counted.
    public let waves: [Duration]
    /// What gates wait at least.
    public let soaking: Duration
    /// Jobs for whose server and engine nothing is known; they count as the average of the others.
    public let unknownJobs: Int

    public var total: Duration { waves.reduce(soaking, +) }

    /// The work of one wave on one server.
    public struct Share: Sendable, Hashable {
        public var jobs: Int
        /// Of one job; `nil` where there is no record.
        public var perJob: Duration?

        public init(jobs: Int, perJob: Duration?) {
            self.jobs = jobs
            self.perJob = perJob
        }
    }

    /// One that was written down.
    public init(waves: [Duration], soaking: Duration, unknownJobs: Int) {
        self.waves = waves
        self.soaking = soaking
        self.unknownJobs = unknownJobs
    }

    /// `nil` when no past job tells anything.
    public init?(_ waves: [[Share]], pace: Pace, soaking: Duration) {
        let shares = waves.joined()
        let known = shares.compactMap { share in share.perJob.map { (share.jobs, $0) } }
        let knownJobs = known.reduce(0) { $0 + $1.0 }
        guard knownJobs > 0 else { return nil }
        let average = known.reduce(Duration.zero) { $0 + $1.1 * $1.0 } / knownJobs
        self.waves = waves.map { Self.duration($0, average, pace) }
        self.soaking = soaking
        unknownJobs = shares.filter { $0.perJob == nil }.reduce(0) { $0 + $1.jobs }
    }

    /// As long as the busiest server takes, and no less than all of them together allow.
    private static func duration(_ shares: [Share], _ average: Duration, _ pace: Pace) -> Duration {
        var work = Duration.zero
        var longest = Duration.zero
        var jobs = 0
        for share in shares {
            let own = (share.perJob ?? average) * share.jobs
            work += own
            longest = max(longest, own / min(pace.perServer, pace.total))
            jobs += share.jobs
        }
        return max(longest, work / pace.total, pace.pause * max(0, jobs - 1))
    }
}
