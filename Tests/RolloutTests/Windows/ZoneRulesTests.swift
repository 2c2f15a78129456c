import Foundation
import Testing

@testable import FlotillaRollout

@Suite("A time zone")
struct ZoneRulesTests {
    @Test(
        "has the offset that its clocks had and will have",
        arguments: [
            ("Europe/Berlin", "2026-03-29 00:59:59", 3600), ("Europe/Berlin", "2026-03-29 01:00:00", 7200),
            ("Europe/Berlin", "2026-10-25 00:59:59", 7200), ("Europe/Berlin", "2026-10-25 01:00:00", 3600),
            ("Europe/Berlin", "2090-07-01 12:00", 7200), ("Europe/Berlin", "1945-06-01 12:00", 10_800),
            ("America/New_York", "2026-03-08 06:59:59", -18_000), ("America/New_York", "2026-03-08 07:00", -14_400),
            ("America/New_York", "2120-01-15 00:00", -18_000),
            ("Australia/Lord_Howe", "2026-01-15 00:00", 39_600), ("Australia/Lord_Howe", "2026-07-15 00:00", 37_800),
            ("Australia/Lord_Howe", "2099-07-15 00:00", 37_800), ("Asia/Kolkata", "2026-07-15 00:00", 19_800),
            ("Africa/Casablanca", "2026-03-01 00:00", 0), ("Africa/Casablanca", "2026-07-01 00:00", 3600),
            ("Etc/GMT+5", "2026-07-01 00:00", -18_000),
        ])
    func knownOffsets(name: String, time: String, seconds: Int) throws {
        #expect(try Zones.rules(name).offset(at: try moment(time)) == .seconds(seconds))
    }

    /// 400 moments between 1900 and 2200 in each zone, every fourth within a day of a change of clocks.
    @Test("agrees with Python's zoneinfo at any moment", arguments: Zones.names)
    func agreesWithPython(name: String) throws {
        let rules = try Zones.rules(name)
        var random = Seeded(state: 20_261_126)
        let changes = rules.changes(after: -2_208_988_800, through: 7_258_118_400)
        let times = (0..<400).map { index -> Int64 in
            if index % 4 == 0, let change = changes.randomElement(using: &random) {
                return change.at + Int64.random(in: -86_400...86_400, using: &random)
            }
            return Int64.random(in: -2_208_988_800...7_258_118_400, using: &random)
        }
        #expect(times.map { rules.seconds(at: $0) } == (try Python.offsets(of: name, at: times)))
    }

    @Test("changes its offset exactly where its list of changes says", arguments: Zones.names)
    func changesAreListed(name: String) throws {
        let rules = try Zones.rules(name)
        let changes = rules.changes(after: 0, through: 7_258_118_400)
        #expect(zip(changes, changes.dropFirst()).allSatisfy { $0.at < $1.at })
        #expect(changes.allSatisfy { rules.seconds(at: $0.at) == $0.offset })
        for (change, next) in zip(changes, changes.dropFirst()) {
            #expect(rules.seconds(at: next.at - 1) == change.offset)
        }
    }

    @Test("of the oldest format ends with its last offset")
    func oldFormat() throws {
        let bytes = try TZif(
            version: 0, changes: [(1000, 1), (2000, 0)], offsets: [3600, 7200], footer: nil
        ).bytes
        let rules = try ZoneRules(parsing: bytes)
        #expect([0, 1000, 1999, 2000, 9_000_000_000].map { rules.seconds(at: $0) } == [3600, 7200, 7200, 3600, 3600])
    }

    @Test(
        "goes on behind its last change as its footer says",
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01 00:00", 7200), ("<+0330>-3:30", "2026-07-01 00:00", 12_600),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29 00:59", -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29 01:00", -3600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01 00:00", 0),
            ("EST5EDT,J60/2,J300", "2028-03-01 06:59", -18_000), ("EST5EDT,J60/2,J300", "2028-03-01 07:00", -14_400),
            ("EST5EDT,59,300", "2028-02-29 07:00", -14_400), ("EST5EDT,59,300", "2027-03-01 07:00", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2026-01-01 03:00", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2026-07-01 00:00", -14_400),
            ("AAA-10BBB,M3.1.0/167,M10.1.0", "2026-03-07 12:59", 36_000),
            ("AAA-10BBB,M3.1.0/167,M10.1.0", "2026-03-07 13:00", 39_600),
        ])
    func footers(rule: String, time: String, seconds: Int) throws {
        let bytes = try TZif(version: UInt8(ascii: "3"), changes: [], offsets: [0], footer: rule).bytes
        #expect(try ZoneRules(parsing: bytes).offset(at: try moment(time)) == .seconds(seconds))
    }
}

@Suite("A time zone file")
struct ZoneFileTests {
    private func problem(_ bytes: [UInt8]) -> ZoneFileError? {
        do { _ = try ZoneRules(parsing: bytes) } catch { return error }
        return nil
    }

    @Test("that is none is refused with the reason")
    func refusals() throws {
        let berlin = try Zones.file("Europe/Berlin")
        #expect(problem([]) == .notTZif && problem(Array("TZiff".utf8)) == .cutShort)
        #expect(problem(Array(berlin.dropLast(5))) == .cutShort)
        let unordered = try TZif(version: 0, changes: [(2000, 0), (1000, 0)], offsets: [0], footer: nil).bytes
        let outside = try TZif(version: 0, changes: [(1000, 7)], offsets: [0], footer: nil).bytes
        #expect(problem(unordered) == .inconsistent && problem(outside) == .inconsistent)
        let leaping = try TZif(version: 0, changes: [], offsets: [0], footer: nil, leapCount: 1).bytes
        #expect(problem(leaping) == .leapSeconds)
    }

    @Test(
        "with a rule at its end that POSIX does not know is refused",
        arguments: ["CE-1", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1 ", "CET-25"])
    func badFooters(rule: String) throws {
        #expect(
            problem(try TZif(version: UInt8(ascii: "2"), changes: [], offsets: [0], footer: rule).bytes) == .badFooter)
    }

    @Test("damaged anywhere is read or refused, and never traps")
    func damaged() throws {
        var random = Seeded(state: 3)
        let berlin = try Zones.file("Europe/Berlin")
        var refused = 0
        for _ in 0..<3000 {
            var bytes = berlin
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if problem(Array(bytes.prefix(Int.random(in: 0...bytes.count * 2, using: &random)))) != nil { refused += 1 }
        }
        #expect(refused > 500 && refused < 3000)
    }
}

/// A file made by hand.
struct TZif {
    var version: UInt8
    var changes: [(at: Int64, kind: UInt8)]
    var offsets: [Int32]
    var footer: String?
    var leapCount: UInt32 = 0

    var bytes: [UInt8] {
        get throws {
            let header = header(empty: version != 0)
            guard let footer else { return header + block(size: 4) }
            return header + self.header(empty: false) + block(size: 8) + Array("\n\(footer)\n".utf8)
        }
    }

    private func header(empty: Bool) -> [UInt8] {
        let counts: [UInt32] =
            empty ? [0, 0, 0, 0, 0, 0] : [0, 0, leapCount, UInt32(changes.count), UInt32(offsets.count), 0]
        return Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { big($0, size: 4) }
    }

    private func block(size: Int) -> [UInt8] {
        changes.flatMap { big($0.at, size: size) } + changes.map(\.kind)
            + offsets.flatMap { big($0, size: 4) + [0, 0] }
            + [UInt8](repeating: 0, count: Int(leapCount) * (size + 4))
    }

    private func big(_ value: some FixedWidthInteger, size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> ((size - 1 - $0) * 8)) }
    }
}

enum Python {
    /// What Python's `zoneinfo` says of the same files.
    static func offsets(of zone: String, at times: [Int64]) throws -> [Int] {
        let program = """
            import sys, datetime, zoneinfo
            zone = zoneinfo.ZoneInfo(sys.argv[1])
            start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
            for text in sys.argv[2].split(","):
                moment = start + datetime.timedelta(seconds=int(text))
                print(int(moment.astimezone(zone).utcoffset().total_seconds()))
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program, zone, times.map(String.init).joined(separator: ",")]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONTZPATH": "/usr/share/zoneinfo"]) {
            $1
        }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 with zoneinfo is needed")
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
    }
}
