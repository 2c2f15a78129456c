import Glibc

/// What the process gives up, because secrets pass through it.
enum Hardening {
    static func apply() {
        // A core dump would hold every password of the fleet.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // The ledger and its companions name every tenant: readable by their owner only.
        umask(0o077)
        hidePasswords()
    }

    /// Overwrites passwords of URLs among the arguments, where `ps` and `/proc/<pid>/cmdline` show them to everybody.
    /// What the program itself knows of its arguments was copied before.
    private static func hidePasswords() {
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let argument = CommandLine.unsafeArgv[index] else { continue }
            let bytes = UnsafeMutableBufferPointer(start: argument, count: strlen(argument))
            guard let password = passwordRange(in: bytes.map { UInt8(bitPattern: $0) }) else { continue }
            for position in password { bytes[position] = CChar(bitPattern: UInt8(ascii: "*")) }
        }
    }

    /// From behind the first `:` after `//` to the last `@`: rather too much than too little of a badly escaped one.
    static func passwordRange(in argument: [UInt8]) -> Range<Int>? {
        let slashes = [UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "/")]
        guard argument.count > slashes.count,
            let start = argument.indices.dropLast(slashes.count).first(where: {
                argument[$0..<$0 + slashes.count].elementsEqual(slashes)
            }),
            let end = argument.lastIndex(of: UInt8(ascii: "@")),
            let colon = argument[(start + slashes.count)...].firstIndex(of: UInt8(ascii: ":")), colon < end
        else { return nil }
        return colon + 1..<end
    }
}
