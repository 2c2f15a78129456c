import FlotillaSQL

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

    /// As Flyway computes it where nothing is put into the script.
    public var checksum: Int32 { FlywayChecksum.of(script.bytes) }

    /// As Flyway computes it: of a repeatable script, alone among all, with its placeholders filled in, so that it runs again for
    /// another value.
    public func checksum(with variables: SQLVariables) -> Int32 {
        guard section.takesPlaceholders, let body = try? variables.replacingPlaceholders(in: section.body) else {
            return checksum
        }
        return FlywayChecksum.of(body)
    }
}

extension RepeatableFile {
    /// As a revision that nothing leads to, which its file's name tells from others.
    public var revision: RevisionFile {
        RevisionFile(
            OriginalScripts(up: script), header: RevisionHeader(id: RevisionID(script.name), message: description),
            sections: [section])
    }
}
