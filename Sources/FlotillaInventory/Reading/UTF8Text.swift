/// Bytes of a file as text; complains about the first line that is none.
enum UTF8Text {
    static func text(_ bytes: [UInt8], file: String, firstLine: Int) throws(InventoryError) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw InventoryError(.notUTF8, at: Place(file: file, line: firstLine + bad))
    }
}
