import FlotillaDriver

/// Writes a report to standard output in the format that was asked for: the one place that switches over formats.
///
/// JSON, NDJSON, CSV and names are written as rows arrive, so that memory does not grow with the fleet. A table must
/// know its widest cell first and keeps its rows. Rows may come from any thread.
final class ReportWriter: Sendable {
    private struct State {
        var rows: [[Field]] = []
        var hasBegun = false
        var hasRows = false
    }

    let layout: ReportLayout
    let format: OutputFormat
    let terminal: Terminal
    private let program = Shell.current.program
    private let write: @Sendable (String) -> Void
    private let state = Monitor(State())

    init(
        _ layout: ReportLayout, format: OutputFormat, terminal: Terminal, write: @escaping @Sendable (String) -> Void
    ) {
        self.layout = layout
        self.format = format
        self.terminal = terminal
        self.write = write
    }

    /// One field per column of the layout, in its order.
    func row(_ fields: [Field]) {
        // Before the lock, because all threads of a run come by here.
        let text = streamed(fields)
        state.access { state in
            if let text {
                begin(&state)
                write(format == .json && state.hasRows ? "," + text : text)
            } else {
                state.rows.append(fields)
            }
            state.hasRows = true
        }
    }

    /// The row as text, in the formats that write rows as they arrive.
    private func streamed(_ fields: [Field]) -> String? {
        switch format {
        case .table, .wide, .markdown: nil
        case .json: "\n    " + object(fields, prefix: []).text
        case .ndjson: object(fields, prefix: envelope(layout.rowKind)).text + "\n"
        case .csv: spread(flat(fields)).map { CSV.line($0.map(\.plain)) }.joined()
        case .name: shown(fields.first?.plain ?? "") + "\n"
        }
    }

    /// Without what only JSON can say.
    private func flat<Value>(_ values: [Value]) -> [Value] {
        zip(layout.columns, values).filter { !$0.0.isDocument }.map(\.1)
    }

    /// A row for each of several lines: no sign could part them that none of them may hold.
    private func spread(_ fields: [Field]) -> [[Field]] {
        for (index, field) in fields.enumerated() {
            guard case .lines(let lines) = field, lines.count > 1 else { continue }
            return lines.map { line in
                var row = fields
                row[index] = .text(line)
                return row
            }
        }
        return [fields]
    }

    func finish(_ end: ReportEnd) {
        state.access { state in
            begin(&state)
            switch format {
            case .table, .wide:
                writeTable(sorted(state.rows))
                for line in closing(end) { write(line + "\n") }
            case .markdown:
                for fields in sorted(state.rows) { write(Markdown.row(flat(fields).map(\.plain))) }
                if !end.closing.isEmpty { write("\n" + Markdown.block(closing(end))) }
            case .json:
                write(state.hasRows ? "\n  ]" : "]")
                for member in end.members { write(",\n  " + member.text) }
                write("\n}\n")
            case .ndjson: write(JSON.object(envelope(layout.kind) + end.members).text + "\n")
            case .csv, .name: break
            }
        }
    }

    private func closing(_ end: ReportEnd) -> [String] { end.closing.map(program.shown(in:)) }

    /// Ends a report whose work broke off, so that what has been written can be read: a document says `incomplete`.
    func abandon() {
        guard state.access({ $0.hasRows }) else { return }
        finish(ReportEnd(members: [JSON.Member("incomplete", .boolean(true))]))
    }

    /// What stands before the first row.
    private func begin(_ state: inout State) {
        guard !state.hasBegun else { return }
        state.hasBegun = true
        switch format {
        case .json:
            let members = envelope(layout.kind).map { "  " + $0.text + ",\n" }.joined()
            write("{\n" + members + "  " + JSON.quoted(layout.rowsKey) + ":[")
        case .csv: write(CSV.line(flat(layout.columns).map(\.key)))
        case .markdown:
            guard !state.rows.isEmpty else { return }
            let columns = flat(layout.columns)
            write(Markdown.row(columns.map(\.title)) + Markdown.border(columns.map(\.isRightAligned)))
        case .table, .wide, .ndjson, .name: break
        }
    }

    private func writeTable(_ rows: [[Field]]) {
        guard !rows.isEmpty else { return }
        let ornaments = Ornaments(terminal)
        let isWide = format == .wide
        let shown = layout.columns.indices.filter {
            !layout.columns[$0].isDocument && (isWide || !layout.columns[$0].isWide)
        }
        let table = Table(
            columns: shown.map { index in
                let column = layout.columns[index]
                return Table.Column(
                    title: column.title, isRightAligned: column.isRightAligned, smallest: column.smallest)
            },
            rows: rows.map { fields in shown.map { fields[$0].cell(ornaments) } })
        var terminal = terminal
        // Whoever asks for everything gets lines as long as they are.
        if isWide { terminal.width = nil }
        for line in table.lines(on: terminal) { write(line + "\n") }
    }

    private func sorted(_ rows: [[Field]]) -> [[Field]] {
        guard layout.arrivesUnordered else { return rows }
        return rows.sorted { ($0.first?.plain ?? "") < ($1.first?.plain ?? "") }
    }

    private func envelope(_ kind: String) -> [JSON.Member] {
        [JSON.Member("apiVersion", .string(ReportLayout.apiVersion)), JSON.Member("kind", .string(kind))]
    }

    private func object(_ fields: [Field], prefix: [JSON.Member]) -> JSON {
        .object(prefix + zip(layout.columns, fields).map { JSON.Member($0.key, $1.json) })
    }

    /// A program gets the text as it is, a terminal never.
    private func shown(_ text: String) -> String { terminal.isTerminal ? DisplayText.escaped(text) : text }
}
