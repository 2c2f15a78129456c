import Glibc

/// One file on disk, whatever its names.
struct FileIdentity: Hashable {
    var device: UInt64
    var number: UInt64

    init(_ facts: stat) {
        device = UInt64(facts.st_dev)
        number = UInt64(facts.st_ino)
    }
}
