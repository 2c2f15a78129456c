import CMariaDB

// A server may answer any statement by asking for a file of the client's machine (MySQL manual, "Security Considerations
// for LOAD DATA LOCAL"). The option that forbids it is set; these four stand behind it, so that no change of the library's
// defaults ever puts its own handler, which opens the file, in their place.

let refuseFile:
    @convention(c) (
        UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafePointer<CChar>?, UnsafeMutableRawPointer?
    ) -> Int32 = { _, _, _ in 1 }

let refuseRead: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UInt32) -> Int32 = { _, _, _ in
    -1
}

let endFile: @convention(c) (UnsafeMutableRawPointer?) -> Void = { _ in }

/// Leaves an empty text.
let explainRefusal: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UInt32) -> Int32 = {
    _, text, capacity in
    if capacity > 0 { text?.pointee = 0 }
    return CR_UNKNOWN_ERROR
}
