/// Finds the second target of an id without keeping the ids: 16 bytes of hash for each and where it stood.
///
/// Two different ids share a hash once in 2^64 fleets of any real size; the ids are compared without regard to case,
/// because they become names of files and lock names on systems that do not regard it.
struct RepeatedIDs {
    private struct Seen {
        var file: UInt32
        var line: UInt32
        var column: UInt32
        /// 0 for none.
        var row: UInt32
    }

    private struct Fingerprint: Hashable {
        var high: Int
        var low: Int
    }

    private var seen: [Fingerprint: Seen] = [:]
    private var files: [String] = []

    /// Returns where the id was used before, if it was.
    mutating func claim(_ id: String, at place: Place) -> Place? {
        let fingerprint = Self.fingerprint(of: id)
        if let first = seen[fingerprint] {
            return Place(
                file: files[Int(first.file)], line: Int(first.line), column: Int(first.column),
                row: first.row == 0 ? nil : Int(first.row))
        }
        // Targets come file by file, so the last one is nearly always meant.
        if files.last != place.file { files.append(place.file) }
        seen[fingerprint] = Seen(
            file: UInt32(files.count - 1), line: UInt32(clamping: place.line), column: UInt32(clamping: place.column),
            row: UInt32(clamping: place.row ?? 0))
        return nil
    }

    /// Two hashes of 64 bits with keys of their own; the standard library's are keyed anew in each process.
    private static func fingerprint(of id: String) -> Fingerprint {
        let folded = id.lowercased()
        var high = Hasher()
        high.combine(0)
        high.combine(folded)
        var low = Hasher()
        low.combine(1)
        low.combine(folded)
        return Fingerprint(high: high.finalize(), low: low.finalize())
    }
}
