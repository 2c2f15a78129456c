import FlotillaDriver
import FlotillaKit
import FlotillaLedger

/// Where the fleet stood at some moment: the same rows as today's census, under the same names.
struct PastStatusRendering {
    var status: PastStatus

    func write(to writer: ReportWriter) {
        for entry in status.census { writer.row(StatusRendering.fields(entry, of: status.total)) }
        writer.finish(ReportEnd(members: members, closing: closing))
    }

    private var members: [JSON.Member] {
        [
            JSON.Member("asOf", .string(Wording.timestamp(microsecondsSinceEpoch: status.at.microseconds))),
            JSON.Member("total", .integer(status.total)),
            JSON.Member("seen", .integer(status.total - status.unknown)),
            JSON.Member("neverSeen", .integer(status.unknown)),
        ]
    }

    private var closing: [String] {
        let moment = Wording.moment(secondsSinceEpoch: status.at.wholeSeconds)
        let known = Wording.count(status.total - status.unknown)
        let total = "\(Wording.count(status.total, "target")): \(known) known as of \(moment)"
        guard status.unknown > 0 else { return [""] + [total] }
        let names = status.examples.map { DisplayText.escaped($0.text) }.joined(separator: ", ")
        let more = status.unknown > status.examples.count ? ", ..." : ""
        return (status.census.isEmpty ? [] : [""]) + [
            total, "Not known then: \(Wording.count(status.unknown, "target")) (\(names)\(more))",
        ]
    }
}
