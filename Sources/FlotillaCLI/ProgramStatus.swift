/// How the program ends, as scripts and CI products read it: every command, every time, one of these.
///
/// The numbers are a promise. 64, 65 and 69 follow `sysexits.h`; 130 and 143 are 128 plus the number of the signal.
/// `flotilla help exit-codes` prints this list.
enum ProgramStatus: Int32, Error, CaseIterable {
    case done = 0
    case failed = 1
    case findings = 2
    case partial = 3
    case waiting = 5
    case busy = 6
    case timedOut = 7
    case usage = 64
    case badSettings = 65
    case unreachable = 69
    case interrupted = 130
    case terminated = 143

    var meaning: String {
        switch self {
        case .done: "done, or nothing to do"
        case .failed: "the command failed; of a fleet, every target failed"
        case .findings: "targets behind or changed, errors of lint (else: --detailed-exitcode)"
        case .partial: "some targets failed, the others are done"
        case .waiting: "waiting for a person: paused, or approval needed"
        case .busy: "somebody else holds the lock"
        case .timedOut: "--timeout ran out while work was going on"
        case .usage: "wrong usage; or nobody is there to be asked, and --yes is missing"
        case .badSettings: "settings, inventory or a revision file are wrong"
        case .unreachable: "the ledger, or the only target, could not be reached"
        case .interrupted: "interrupted by SIGINT (^C)"
        case .terminated: "interrupted by SIGTERM"
        }
    }
}
