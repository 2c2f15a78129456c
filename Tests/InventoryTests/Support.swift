import FlotillaDriver
import FlotillaSQL
import Glibc

@testable import FlotillaInventory

/// A folder of a test's own, gone with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/flotilla-inventory-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(words: systemWords()) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { remove(path) }

    /// Writes a file and gives its path; folders on the way are made.
    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        try write(name, bytes: Array(text.utf8), mode: mode)
    }

    @discardableResult
    func write(_ name: String, bytes: [UInt8], mode: mode_t = 0o644) throws -> String {
        let file = Paths.join(path, name)
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o755)
        }
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure(words: systemWords()) }
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
            done += bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
        }
        return file
    }

    func link(_ name: String, to target: String) { symlink(target, Paths.join(path, name)) }

    /// Hidden files too, which `NameList` leaves out.
    private func remove(_ path: String) {
        if unlink(path) == 0 { return }
        if let stream = opendir(path) {
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { remove(Paths.join(path, name)) }
            }
        }
        rmdir(path)
    }
}

struct Failure: Error {
    var words: String
}

/// Every target of the inventory in `text`.
func targets(_ text: String, in name: String = "inventory.yaml", context: InventoryContext = .empty) throws -> [Target]
{
    let folder = try Folder()
    return try targets(at: try folder.write(name, text), context: context)
}

func targets(at path: String, context: InventoryContext = .empty) throws(InventoryError) -> [Target] {
    var found: [Target] = []
    try Inventory.load(path).forEachTarget(context) { found.append($0) }
    return found
}

/// The problem that reading `text` ends with, with the folder taken out of its place.
func problem(_ text: String, in name: String = "inventory.yaml", context: InventoryContext = .empty) throws -> Found {
    let folder = try Folder()
    let path = try folder.write(name, text)
    do throws(InventoryError) {
        _ = try targets(at: path, context: context)
    } catch {
        return Found(error, in: folder)
    }
    throw Failure(words: "no problem was found")
}

/// A problem as tests compare it: reason and `file:line:column`.
struct Found: Equatable {
    var reason: InventoryError.Reason
    var place: String

    init(_ reason: InventoryError.Reason, at place: String) {
        self.reason = reason
        self.place = place
    }

    init(_ error: InventoryError, in folder: Folder) {
        reason = error.reason
        place = error.place?.description ?? ""
        if place.hasPrefix(folder.path + "/") { place.removeFirst(folder.path.count + 1) }
    }
}

extension InventoryContext {
    /// Without drivers, with variables of its own.
    static var empty: InventoryContext { with([:]) }

    static func with(
        _ variables: [String: String], drivers: [Engine: any Driver] = [:], stop: StopSignal = StopSignal()
    ) -> InventoryContext {
        var variables = variables
        variables["PATH"] = "/usr/bin:/bin"
        let environment = Environment(variables)
        return InventoryContext(
            drivers: drivers, secrets: Secrets(environment: environment), environment: environment, stop: stop)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
