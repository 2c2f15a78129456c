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

extension RepeatableFile {
    /// As a revision that nothing leads to, which its file's name tells from others.
    public var revision: RevisionFile {
        RevisionFile(
            OriginalScripts(up: script), header: RevisionHeader(id: RevisionID(script.name), message: description),
            sections: [section])
    }
}
