import FlotillaKit
import FlotillaRollout
import Testing

@testable import FlotillaCLI
@testable import FlotillaLedger

@Suite struct EventTextTests {
    private static let at = LedgerTime(microseconds: 1_795_600_800_000_250)

    private let event = LedgerEvent(
        number: 12, at: at, run: RunID(7), kind: "job ended", target: "acme", actor: "ann", host: "bastion", reason: "",
        body: "succeeded, attempt 1, 1975ea83b712 -> 3512b954651e", seal: String(repeating: "5e", count: 32))

    private func written(_ format: OutputFormat, _ layout: ReportLayout, _ fields: [Field]) -> String {
        let output = Recording()
        let writer = ReportWriter(layout, format: format, terminal: .plain, write: { output.write($0) })
        writer.row(fields)
        writer.finish(ReportEnd())
        return output.text
    }

    @Test("an entry in every format", arguments: [OutputFormat.table, .wide, .json, .ndjson, .csv])
    func event(format: OutputFormat) {
        let fields = EventRows.fields(event, isForPeople: format == .table || format == .wide)
        expectGolden(written(format, EventRows.layout, fields), "event-\(format.rawValue)")
    }

    @Test("a verdict in every format", arguments: [OutputFormat.table, .wide, .json])
    func verdict(format: OutputFormat) {
        let verdict = EventVerdict(
            last: EventAnchor(number: 11, seal: String(repeating: "a0", count: 32)), lastAt: Self.at,
            fault: EventFault(.changed, number: 12, at: Self.at))
        expectGolden(
            written(format, EventVerdictRows.layout, EventVerdictRows.fields(verdict)), "verdict-\(format.rawValue)")
    }

    @Test("faults of the record")
    func faults() {
        let whole = EventAnchor(number: 11, seal: "")
        let faults = EventFault.Kind.allCases.flatMap { kind in
            let several = [EventFault(kind, number: 12, upTo: 14, at: nil)]
            return [EventFault(kind, number: 12, at: kind == .changed ? Self.at : nil)]
                + ([.missing, .added, .cutOff].contains(kind) ? several : [])
        }
        expectGolden(
            faults.flatMap { Complaint($0, whole: whole).lines(on: .plain) + [""] }
                + Complaint(faults[0], whole: EventAnchor(number: 0, seal: "")).lines(on: .plain), "error-record")
    }
}

@Suite struct MomentTests {
    private func seconds(_ text: String) -> Int64? {
        guard case .at(let time) = MomentText.parse(text) else { return nil }
        return time.microseconds / 1_000_000
    }

    @Test(
        "moments with and without a zone",
        arguments: [
            ("2026-11-25T14:00:00Z", 1_795_615_200), ("2026-11-25 14:00", 1_795_615_200),
            ("2026-11-25t16:00:00+02:00", 1_795_615_200), ("2026-11-25T09:30:00-04:30", 1_795_615_200),
            ("2026-11-25", 1_795_564_800), ("2024-02-29 00:00:01", 1_709_164_801), ("1970-01-01", 0),
        ] as [(String, Int64)])
    func moments(text: String, expected: Int64) { #expect(seconds(text) == expected) }

    @Test("fractions count to the microsecond")
    func fraction() {
        #expect(MomentText.parse("1970-01-01T00:00:01.5Z") == .at(LedgerTime(microseconds: 1_500_000)))
        #expect(MomentText.parse("1970-01-01T00:00:01.0000025Z") == .at(LedgerTime(microseconds: 1_000_002)))
    }

    @Test("what is printed can be typed")
    func printed() {
        let time = LedgerTime(microseconds: 1_795_615_200_000_250)
        #expect(MomentText.parse(Wording.timestamp(microsecondsSinceEpoch: time.microseconds)) == .at(time))
        #expect(seconds(Wording.moment(secondsSinceEpoch: 1_795_615_200)) == 1_795_615_200)
    }

    @Test(
        "distances from now",
        arguments: [
            ("2h ago", 7200), ("30 m ago", 1800), ("1 day ago", 86_400), ("2 weeks ago", 1_209_600),
            ("yesterday", 86_400),
        ])
    func distances(text: String, seconds: Int64) { #expect(MomentText.parse(text) == .ago(.seconds(seconds))) }

    @Test(
        "anything else is refused",
        arguments: [
            "", "now", "ago", "2 ago", "2h", "-2h ago", "2mo ago", "99999999999w ago", "2026-11-31", "2026-13-01",
            "2026-11-25T25:00:00Z", "2026-11-25T14:60", "2026-11-25T14", "2026-11-25T14:00:00+2", "2026-11-25T14:00Z5",
            "26-11-25", "2026-11-25T14:00:00.Z", "2026-11-25T", "14:00", "2026-1-1", "٢٠٢٦-11-25",
        ])
    func refused(text: String) { #expect(MomentText.parse(text) == nil) }
}
