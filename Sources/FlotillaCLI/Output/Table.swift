/// Rows under titles, in columns that line up.
///
/// Where the width is limited, columns give way: first the widest are cut with an ellipsis, down to ``Column/smallest``
/// columns; when that is not enough, columns are left out from the right. The first column is never left out.
struct Table {
    struct Column: Sendable {
        var title: String
        var isRightAligned = false
        /// What a cut leaves at least; `nil` for a column that is never cut.
        var smallest: Int?
    }

    struct Cell: Sendable {
        var text: String
        var tone: Tone = .plain
    }

    var columns: [Column]
    var rows: [[Cell]]

    private static let gap = 2

    func lines(on terminal: Terminal) -> [String] {
        let ellipsis = Ornaments(terminal).ellipsis
        let widths = widths(limit: terminal.width)
        let header = line(columns.map { Cell(text: $0.title, tone: .faint) }, widths, ellipsis, terminal)
        return [header] + rows.map { line($0, widths, ellipsis, terminal) }
    }

    /// One width per column that is shown.
    private func widths(limit: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(DisplayText.width(columns[index].title)) { max($0, DisplayText.width($1[index].text)) }
        }
        guard let limit else { return widths }
        while true {
            let excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - limit
            guard excess > 0 else { return widths }
            if let widest = widestThatMayShrink(widths) {
                let target = secondWidest(widths, below: widths[widest])
                let floor = columns[widest].smallest ?? widths[widest]
                widths[widest] = max(floor, target, widths[widest] - excess)
            } else if widths.count > 1 {
                widths.removeLast()
            } else {
                return [limit]
            }
        }
    }

    private func widestThatMayShrink(_ widths: [Int]) -> Int? {
        widths.indices.filter { widths[$0] > columns[$0].smallest ?? Int.max }.max { widths[$0] < widths[$1] }
    }

    /// The width down to which a column may shrink before another one is as wide; one less when there are several.
    private func secondWidest(_ widths: [Int], below width: Int) -> Int {
        let others = widths.indices.filter { columns[$0].smallest != nil && widths[$0] < width }.map { widths[$0] }
        let isAlone = widths.count { $0 == width } == 1
        return isAlone ? others.max() ?? 0 : width - 1
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ ellipsis: String, _ terminal: Terminal) -> String {
        var line = ""
        for (index, width) in widths.enumerated() {
            let cell = cells[index]
            let text = DisplayText.fitted(cell.text, to: width, ellipsis: ellipsis)
            let padding = String(repeating: " ", count: max(0, width - DisplayText.width(text)))
            let painted = cell.tone.paint(text, on: terminal)
            let isLast = index == widths.count - 1
            if columns[index].isRightAligned {
                line += padding + painted
            } else {
                line += painted + (isLast ? "" : padding)
            }
            if !isLast { line += String(repeating: " ", count: Self.gap) }
        }
        return line
    }
}
