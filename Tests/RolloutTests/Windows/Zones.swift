import Foundation
import Testing

@testable import FlotillaRollout

/// Real zones of this machine (package `tzdata`).
enum Zones {
    static let names = [
        "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/Godthab", "Asia/Kolkata",
        "Asia/Tehran", "Africa/Casablanca", "Africa/Monrovia", "Australia/Lord_Howe", "Pacific/Apia", "Etc/GMT+5",
        "UTC",
    ]

    static func file(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + name)))
    }

    static func rules(_ name: String) throws -> ZoneRules { try ZoneRules(parsing: try file(name)) }
}

/// A moment in UTC: `2026-03-29 01:00` or with seconds.
func moment(_ text: String) throws -> LedgerTime {
    let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
    try #require(numbers.count == 5 || numbers.count == 6)
    let day = CivilDay(year: numbers[0], month: Int(numbers[1]), day: Int(numbers[2]))
    let seconds = numbers[3] * 3600 + numbers[4] * 60 + (numbers.count == 6 ? numbers[5] : 0)
    return LedgerTime(wholeSeconds: day.daysSince1970 * 86_400 + seconds)
}
