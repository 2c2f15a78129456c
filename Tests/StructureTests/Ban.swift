import Testing

/// A word or construct that must not stand in certain files: what to write instead, and why.
struct Ban: Sendable, CustomTestStringConvertible {
    enum Place: Sendable { case sources, tests, everywhere, pureFloors }
    /// Comments and literals count only for bans on words that people leave in comments.
    enum Text: Sendable { case code, everything }

    let name: String
    let pattern: String
    var place: Place = .sources
    var text: Text = .code
    /// Modules or paths for which it does not hold.
    var except: [String] = []
    let instead: String
    let reason: String

    var testDescription: String { name }

    var files: [SourceFile] {
        let candidates =
            switch place {
            case .sources: Repository.sources
            case .tests: Repository.tests.filter { $0.module != "StructureTests" }
            case .everywhere: Repository.swiftFiles.filter { $0.module != "StructureTests" }
            case .pureFloors: Repository.sources.filter { Manifest.ours.floor($0.module)?.isPure ?? false }
            }
        return candidates.filter { !except.contains($0.module) && !except.contains($0.path) }
    }

    /// `path:line` of every place in `files` where it is broken.
    func breaches(in files: [SourceFile]) throws -> [String] {
        // Unicode's own word boundaries see one word in "Clock.now".
        let regex = try Regex(pattern).wordBoundaryKind(.simple)
        return files.flatMap { file in
            (text == .code ? file.codeLines : file.lines).enumerated()
                .filter { !$0.element.isEmpty && $0.element.firstMatch(of: regex) != nil }
                .map { "\(file.path):\($0.offset + 1)" }
        }
    }
}

extension Ban {
    static let all: [Ban] = pure + words + tests

    static let pure: [Ban] = [
        Ban(
            name: "async in a pure floor", pattern: #"\b(async|await|Task|TaskGroup|actor)\b"#, place: .pureFloors,
            instead: "return an effect as a value and let FlotillaRuntime carry it out",
            reason: "what suspends cannot be run in virtual time from one seed"),
        Ban(
            name: "a clock in a pure floor", pattern: #"\b(Date|\w*Clock|DispatchTime|gettimeofday|clock_gettime)\b"#,
            place: .pureFloors,
            instead: "take `now` as an argument", reason: "a decision that reads a clock cannot be replayed"),
        Ban(
            name: "ambient randomness in a pure floor",
            pattern: #"\bSystemRandom\w+|\.random\(((?!using:).)*$|\b(shuffled?|randomElement)\(\)|\bUUID\(\)"#,
            place: .pureFloors,
            instead: "take `inout some RandomNumberGenerator` as an argument and pass it on with `using:`",
            reason: "a decision that throws its own dice cannot be replayed"),
    ]

    static let words: [Ban] = [
        Ban(
            name: "print", pattern: #"\b(debugPrint|print|dump)\("#, except: ["FlotillaCLI"],
            instead: "return a value and let FlotillaCLI render it",
            reason: "stdout carries results and nothing else; a library does not know whose stdout it is"),
        Ban(
            name: "traps", pattern: #"\b(fatalError|try!|as!)"#,
            instead: "throw a typed error that names the target and the fact",
            reason: "what comes from outside is odd some day, and one odd row must not end the whole run"),
        Ban(
            name: "Foundation", pattern: #"^\s*(@\w+\s+)*import\s+(\w+\s+)?Foundation"#,
            instead: "use Glibc and the standard library",
            reason: "it adds to start-up time and memory of every command, `--version` included"),
        Ban(
            name: "threads of Dispatch", pattern: #"^\s*(@\w+\s+)*import\s+(\w+\s+)?Dispatch\b"#,
            instead: "run what blocks on FlotillaDriver's BlockingPool",
            reason: "a global queue grows without limit when servers hang"),
        Ban(
            name: "work put off", pattern: #"\b(TODO|FIXME|XXX|HACK)\b"#, place: .everywhere, text: .everything,
            instead: "file an issue, or do it now", reason: "a note in the code is read by nobody who plans the work"),
    ]

    static let tests: [Ban] = [
        Ban(
            name: "sleeping in tests", pattern: #"\b(Task\.sleep|Thread\.sleep|usleep|nanosleep|sleep)\("#,
            place: .tests,
            instead: "wait for a signal, a file, a row or an exit, or move a clock of your own",
            reason: "a sleep is too short on a busy machine and too long on all others"),
        Ban(
            name: "skipping in tests", pattern: #"\.(disabled|enabled)\(|\bXCTSkip"#, place: .tests,
            instead: "fail when what the test needs is missing", reason: "a skipped test looks like a passed one"),
    ]
}
