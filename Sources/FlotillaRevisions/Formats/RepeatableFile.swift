/// A script that is run again whenever it has changed, behind all revisions: Flyway's `R__views.sql`.
public struct RepeatableFile: Sendable, Hashable {
    /// What Flyway's table calls it.
    public let description: String
    public let script: ScriptFile
    /// Holds the whole script.
    public let section: RevisionSection

    public init(description: String, script: ScriptFile, section: RevisionSection) {
        self.description = description
        self.script = script
        self.section = section
    }

    public var checksum: Int32 { FlywayChecksum.of(script.bytes) }
}
