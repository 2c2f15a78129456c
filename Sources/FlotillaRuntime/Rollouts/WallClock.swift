import FlotillaRollout
import Glibc

/// The time of day, for windows: they open by the clocks on people's walls.
enum WallClock {
    static var now: LedgerTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LedgerTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
