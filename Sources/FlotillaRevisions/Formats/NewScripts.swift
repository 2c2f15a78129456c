import FlotillaSQL

/// What a new revision of another tool's does.
public struct NewScriptText: Sendable, Hashable {
    public var up: [UInt8]
    /// `nil` leaves it to the folder's habit whether there is a file for the way down.
    public var down: [UInt8]?
    public var hasTransaction: Bool
    /// Whose grammar it follows; `nil` where there is nothing yet.
    public var engine: Engine?

    public init(up: [UInt8] = [], down: [UInt8]? = nil, hasTransaction: Bool = true, engine: Engine? = nil) {
        self.up = up
        self.down = down
        self.hasTransaction = hasTransaction
        self.engine = engine
    }
}

/// The files of a new revision, as another tool would have written them.
public struct NewScripts: Sendable, Hashable {
    public let id: RevisionID
    /// That of the upgrade first. Their paths are their names.
    public let files: [ScriptFile]
}

/// Why a version that somebody has chosen cannot be that of a new revision.
public enum NewVersionFault: Error, Sendable, Hashable {
    case illegal
    /// It would come before what has been applied.
    case notNewest(RevisionID)
}

extension Migrations {
    /// The next revision of another tool's folder.
    ///
    /// - Parameters:
    ///   - id: the version, where somebody has chosen one.
    ///   - moment: in UTC, by which tools name files.
    public func newScripts(
        _ text: NewScriptText, id: RevisionID? = nil, message: String, at moment: WrittenMoment
    ) throws(NewVersionFault) -> NewScripts {
        let newest = graph.heads.first.flatMap { self[$0] }
        let version: String
        if let id {
            try check(id, after: newest)
            version = id.text
        } else {
            version = NextVersion(format: format, moment: moment).text(after: newest?.originals?.up.fileName)
        }
        let slug = FileNameTemplate.slug(message, length: 100)
        let writer = ScriptWriter(
            format: format, version: version, title: slug.isEmpty ? "revision" : slug, text: text, writesUndo: hasUndo)
        return NewScripts(id: format.id(of: version), files: writer.files)
    }

    private var hasUndo: Bool { graph.ids.contains { self[$0]?.originals?.down != nil } }

    private func check(_ id: RevisionID, after newest: RevisionFile?) throws(NewVersionFault) {
        let isLegal: Bool
        var isNewest = true
        let last = newest?.header.id
        switch format {
        case .flyway:
            let version = FlywayVersion(id.text)
            isLegal = version != nil
            if let version, let last = last.flatMap({ FlywayVersion($0.text) }) { isNewest = last < version }
        case .dbmate:
            isLegal = !id.text.isEmpty && id.text.allSatisfy { $0.isASCII && $0.isNumber }
            if let last { isNewest = last.text < id.text }
        case .flotilla, .golangMigrate, .goose:
            let version = Int64(id.text)
            isLegal = version.map { $0 > 0 } ?? false
            if let version, let last = last.flatMap({ Int64($0.text) }) { isNewest = last < version }
        }
        guard isLegal else { throw .illegal }
        if !isNewest, let last { throw .notNewest(last) }
    }
}

extension RevisionFormat {
    /// The identifier of a version that a file's name has so.
    fileprivate func id(of version: String) -> RevisionID {
        switch self {
        case .flyway: RevisionID(FlywayVersion(version)?.text ?? version)
        case .golangMigrate, .goose: RevisionID(Int64(version).map { String($0) } ?? version)
        case .flotilla, .dbmate: RevisionID(version)
        }
    }
}

/// Lays the files out.
private struct ScriptWriter {
    let format: RevisionFormat
    let version: String
    let title: String
    let text: NewScriptText
    let writesUndo: Bool

    var files: [ScriptFile] {
        switch format {
        case .flotilla: []
        case .golangMigrate:
            [file("\(version)_\(title).up.sql", text.up), file("\(version)_\(title).down.sql", text.down ?? [])]
        case .goose: [file("\(version)_\(title).sql", goose)]
        case .dbmate: [file("\(version)_\(title).sql", dbmate)]
        case .flyway: flyway
        }
    }

    private func file(_ name: String, _ bytes: [UInt8]) -> ScriptFile {
        ScriptFile(path: name, name: name, bytes: bytes)
    }

    private var goose: [UInt8] {
        Array((text.hasTransaction ? "" : "-- +goose NO TRANSACTION\n").utf8) + Array("-- +goose Up\n".utf8)
            + annotated(text.up) + Array("\n-- +goose Down\n".utf8) + annotated(text.down ?? [])
    }

    private var dbmate: [UInt8] {
        let option = text.hasTransaction ? "" : " transaction:false"
        return Array("-- migrate:up\(option)\n".utf8) + text.up + Array("\n-- migrate:down\(option)\n".utf8)
            + (text.down ?? [])
    }

    private var flyway: [ScriptFile] {
        let name = "\(version.map { $0 == "." ? "_" : String($0) }.joined())__\(title).sql"
        var files = [file("V" + name, text.up)]
        if text.down != nil || writesUndo { files.append(file("U" + name, text.down ?? [])) }
        guard !text.hasTransaction else { return files }
        return files + files.map { file($0.name + ".conf", Array("executeInTransaction=false\n".utf8)) }
    }

    /// goose takes a `;` at the end of a line for the end of a statement, unless it is told where that is.
    private func annotated(_ body: [UInt8]) -> [UInt8] {
        guard let engine = text.engine else { return body }
        var result: [UInt8] = []
        var copied = 0
        let script = SQLScript(body, engine: engine)
        for (index, piece) in script.pieces.enumerated() {
            guard case .statement(let number) = piece.kind,
                script.statements[number].bytes.contains(UInt8(ascii: ";"))
            else { continue }
            let next = index + 1 < script.pieces.count ? script.pieces[index + 1] : piece
            let end = next.kind == .terminator ? next.range.upperBound : piece.range.upperBound
            result += body[copied..<piece.range.lowerBound] + Array("-- +goose StatementBegin\n".utf8)
            result += body[piece.range.lowerBound..<end] + Array("\n-- +goose StatementEnd".utf8)
            copied = end
        }
        return result + body[copied...]
    }
}
