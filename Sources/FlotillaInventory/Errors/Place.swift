/// Where something stands in a file that a person wrote, or in what a source answered.
public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// As the inventory or the command line named it. For what a source found: the file that declares the source.
    public var file: String
    /// From 1; 0 when only the file is known.
    public var line: Int
    /// In characters (Unicode scalars), from 1; 0 when only the line is known.
    public var column: Int
    /// Of the answer of the source that is declared here: the row or element, from 1.
    public var row: Int?

    public init(file: String, line: Int = 0, column: Int = 0, row: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.row = row
    }

    /// `inventory.yaml:7:5`, with ` row 312` behind it where there is one.
    public var description: String {
        var text = file
        if line > 0 { text += ":\(line)" }
        if line > 0, column > 0 { text += ":\(column)" }
        if let row { text += " row \(row)" }
        return text
    }
}

/// A line and a column, for what is read within one file.
struct Spot: Hashable {
    var line: UInt32
    var column: UInt32

    init(line: Int, column: Int) {
        self.line = UInt32(clamping: line)
        self.column = UInt32(clamping: column)
    }

    func place(in file: String) -> Place { Place(file: file, line: Int(line), column: Int(column)) }

    func advanced(by columns: Int) -> Spot { Spot(line: Int(line), column: Int(column) + columns) }
}
