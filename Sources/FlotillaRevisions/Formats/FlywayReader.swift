/// Flyway: a file for each version, perhaps one that takes it back, baselines, and what is repeated.
/// Source: its `SqlMigrationResolver` and its documentation of script configuration and baseline migrations.
extension FormatReading {
    private struct Named {
        var script: ScriptFile
        var version: FlywayVersion
        var description: String
    }

    mutating func readFlyway(_ scripts: [ScriptFile]) -> [ReadRevision] {
        let settings = readSettings(scripts)
        var ups: [FlywayVersion: Named] = [:]
        var undos: [FlywayVersion: Named] = [:]
        var baselines: [FlywayVersion: Named] = [:]
        for script in scripts where !script.isFlywaySettings {
            switch FlywayName(script.fileName) {
            case .versioned(let kind, let version, let description):
                let named = Named(script: script, version: version, description: description)
                switch kind {
                case .upgrade: note(named, in: &ups)
                case .undo: note(named, in: &undos)
                case .baseline: note(named, in: &baselines)
                }
            case .repeatable(let description): repeatables.append(repeatable(script, description, settings))
            case .callback: passOver(script, .callback)
            case .other: passOverName(of: script, looksLikeOne: looksLikeFlyway(script.fileName))
            }
        }
        repeatables.sort { $0.description < $1.description }
        let first = baseline(baselines, before: ups.keys.min())
        for baseline in baselines.values where baseline.version != first?.version {
            passOver(baseline.script, .baseline)
        }
        for undo in undos.values where ups[undo.version] == nil && undo.version != first?.version {
            passOver(undo.script, .undoAlone)
        }
        passedOver.sort { $0.path < $1.path }
        let chain = (first.map { [$0] } ?? []) + ups.values.sorted { $0.version < $1.version }
        return chain.map { revision($0, undos[$0.version], settings, isBaseline: $0.version == first?.version) }
    }

    private func looksLikeFlyway(_ name: Substring) -> Bool {
        guard let prefix = name.first, "VUBR".contains(prefix) else { return false }
        return name.dropFirst().first.map { $0.isNumber || $0 == "_" } ?? false
    }

    private mutating func note(_ named: Named, in versions: inout [FlywayVersion: Named]) {
        if let first = versions[named.version] {
            refuse(named.script, .flyway, .duplicateVersion(named.version.text, first: first.script.name))
        } else {
            versions[named.version] = named
        }
    }

    /// The one that what it stands for is gone for: without it nobody could begin.
    private func baseline(_ baselines: [FlywayVersion: Named], before first: FlywayVersion?) -> Named? {
        baselines.values.filter { named in first.map { named.version < $0 } ?? true }.max { $0.version < $1.version }
    }

    private func revision(
        _ up: Named, _ undo: Named?, _ settings: [String: FlywaySettings], isBaseline: Bool
    ) -> ReadRevision {
        var sections = [section(.upgrade, of: up.script, settings)]
        if let undo { sections.append(section(.downgrade, of: undo.script, settings)) }
        let beside = [up.script.name, undo?.script.name].compactMap { $0.flatMap { settings[$0]?.script } }
        return ReadRevision(
            id: RevisionID(up.version.text), description: up.description,
            originals: OriginalScripts(
                up: up.script, down: undo?.script, settings: beside, isBaseline: isBaseline),
            sections: sections)
    }

    private func repeatable(
        _ script: ScriptFile, _ description: String, _ settings: [String: FlywaySettings]
    ) -> RepeatableFile {
        RepeatableFile(description: description, script: script, section: section(.upgrade, of: script, settings))
    }

    private func section(
        _ kind: SectionKind, of script: ScriptFile, _ settings: [String: FlywaySettings]
    ) -> RevisionSection {
        let own = settings[script.name]
        var section = RevisionSection.whole(
            kind, of: script, .flyway, transaction: own?.hasTransaction ?? true ? .default : .none,
            isOtherFile: kind == .downgrade)
        section.takesPlaceholders = own?.replacesPlaceholders ?? true
        return section
    }
}

// MARK: Settings beside a script

/// What `V1__name.sql.conf` says about the script beside it.
private struct FlywaySettings {
    let script: ScriptFile
    var hasTransaction = true
    var replacesPlaceholders = true
}

extension ScriptFile {
    fileprivate var isFlywaySettings: Bool { name.hasSuffix(".conf") }
}

extension FormatReading {
    /// By the name of the script.
    private mutating func readSettings(_ scripts: [ScriptFile]) -> [String: FlywaySettings] {
        let names = Set(scripts.map(\.name))
        var found: [String: FlywaySettings] = [:]
        for script in scripts where script.isFlywaySettings {
            let owner = String(script.name.dropLast(".conf".count))
            guard names.contains(owner) else {
                refuse(script, .flyway, .settingsWithoutScript)
                continue
            }
            var settings = FlywaySettings(script: script)
            for line in ScriptLine.all(of: script.bytes) {
                if let problem = settings.take(line.bytes.text.trimmedBlanks) {
                    refuse(script, line: line.number, .flyway, problem)
                }
            }
            found[owner] = settings
        }
        return found
    }
}

extension FlywaySettings {
    /// What is wrong with the line, if anything.
    mutating func take(_ line: String) -> FormatProblem? {
        guard !line.isEmpty, !line.hasPrefix("#"), !line.hasPrefix("!") else { return nil }
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let key = String(parts[0]).trimmedBlanks
        let text = parts.count > 1 ? String(parts[1]).trimmedBlanks : ""
        switch key {
        case "executeInTransaction", "placeholderReplacement":
            guard let value = Bool(text.lowercased()) else { return .illegalSetting(key, allowed: "true or false") }
            if key == "placeholderReplacement" { replacesPlaceholders = value } else { hasTransaction = value }
        case "encoding":
            guard ["utf-8", "utf8"].contains(text.lowercased()) else { return .illegalSetting(key, allowed: "UTF-8") }
        default: return .unknownSetting(key)
        }
        return nil
    }
}
