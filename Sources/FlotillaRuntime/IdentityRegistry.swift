import FlotillaDriver

/// Which physical databases this run has met, so that one database under two ids is found out before it is written to
/// twice at once. Sixteen bytes and a job number for each.
final class IdentityRegistry: Sendable {
    private struct Key: Hashable {
        let high: Int
        let low: Int

        init(_ identity: String) {
            var first = Hasher()
            first.combine(identity)
            high = first.finalize()
            var second = Hasher()
            second.combine(0x5f1_0711a)
            second.combine(identity)
            low = second.finalize()
        }
    }

    private let owners = Monitor<[Key: UInt32]>([:])

    /// Gives up what the job has claimed.
    func release(_ job: Int) {
        owners.access { owners in
            for key in owners.filter({ $0.value == UInt32(job) }).keys { owners[key] = nil }
        }
    }

    /// Claims the database for a job. Returns the job that claimed it earlier, if that is another one.
    func claim(_ identity: String, for job: Int) -> Int? {
        let key = Key(identity)
        return owners.access { owners in
            guard let owner = owners[key] else {
                owners[key] = UInt32(job)
                return nil
            }
            return owner == UInt32(job) ? nil : Int(owner)
        }
    }
}
