import Foundation
import Testing

/// Compares `text` with the file `Golden/<name>.txt` beside this one.
///
/// With `FLOTILLA_RECORD_GOLDEN=1`, or when the file is missing, the file is written and the test fails, so that somebody
/// reads what was recorded.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
    let file = folder.appendingPathComponent(name + ".txt")
    let isRecording = ProcessInfo.processInfo.environment["FLOTILLA_RECORD_GOLDEN"] != nil
    guard !isRecording, let expected = try? String(contentsOf: file, encoding: .utf8) else {
        Issue.record("recorded \(name).txt: read it, then run again", sourceLocation: sourceLocation)
        try? text.write(to: file, atomically: true, encoding: .utf8)
        return
    }
    #expect(text == expected, "differs from Golden/\(name).txt", sourceLocation: sourceLocation)
}

func expectGolden(_ lines: [String], _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    expectGolden(lines.map { $0 + "\n" }.joined(), name, sourceLocation: sourceLocation)
}
