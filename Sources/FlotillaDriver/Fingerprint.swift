import FlotillaSchema

extension Schema {
    /// A SHA-256 that schemas of one engine share when nothing that matters separates them, whatever the order in which they
    /// were made.
    public var fingerprint: String { Digest.sha256(Array(fingerprintText.utf8)).description }
}
