import Foundation

/// A run of the program together with what everybody on the machine could have seen of it meanwhile.
struct Observation {
    var finished: Finished
    /// Command lines of the program and of what it started, and the contents of its files without names.
    var seen: String
}

/// Starts the program and looks at `/proc` over and over until it has ended.
func observe(_ project: Project, _ arguments: [String], environment: [String: String]) throws -> Observation {
    let output = project.path + "/.observed-out"
    let errors = project.path + "/.observed-err"
    for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Environment.binary())
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: project.path)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var glimpses: Set<String> = []
    while process.isRunning {
        for id in family(of: process.processIdentifier) { glimpses.insert(contents("/proc/\(id)/cmdline")) }
        glimpses.formUnion(namelessFiles(of: process.processIdentifier))
    }
    process.waitUntilExit()
    defer { for file in [output, errors] { try? FileManager.default.removeItem(atPath: file) } }
    return Observation(
        finished: Finished(status: process.terminationStatus, output: contents(output), errors: contents(errors)),
        seen: glimpses.joined(separator: "\n"))
}

private func family(of process: Int32) -> [Int32] {
    let children = contents("/proc/\(process)/task/\(process)/children").split(separator: " ").compactMap { Int32($0) }
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    let others = threads.flatMap {
        contents("/proc/\(process)/task/\($0)/children").split(separator: " ").compactMap { Int32($0) }
    }
    return [process] + (children + others).flatMap(family)
}

private func namelessFiles(of process: Int32) -> [String] {
    let folder = "/proc/\(process)/fd"
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return descriptors.compactMap { descriptor in
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(descriptor)")
        guard let link, link.hasSuffix(" (deleted)"), !link.hasPrefix("/memfd") else { return nil }
        return contents("\(folder)/\(descriptor)")
    }
}

/// As text, whatever it is.
func contents(_ file: String) -> String {
    (FileManager.default.contents(atPath: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
}
