/// Follows a YAML file line by line and says where its top-level keys and the entries of its `targets:` list begin.
///
/// It knows only the plain form: unindented keys, and entries that begin with a dash at one and the same indentation.
/// In that form nothing that belongs to an entry can stand at its dash's indentation or left of it, so cutting there is
/// safe without reading what is between. Everything else is ``Role/unclear`` and the file is read as a whole.
struct YAMLOutline {
    enum Role: Equatable {
        /// Blank or comment: belongs to whatever it stands in.
        case filler
        /// `---` before anything else.
        case documentStart
        case sectionStart(String)
        case sectionBody
        case entryStart
        case entryBody
        case unclear
    }

    private enum State {
        case beforeDocument
        case beforeFirstSection
        case section
        /// `targets:` was read, and nothing of what it holds.
        case beforeEntries
        case entries(indent: Int)
    }

    private var state = State.beforeDocument
    private var keys: Set<String> = []

    mutating func follow(_ line: YAMLLine, isDocumentMark: Bool) -> Role {
        if line.isFiller { return .filler }
        if isDocumentMark {
            guard case .beforeDocument = state else { return .unclear }
            state = .beforeFirstSection
            return .documentStart
        }
        if case .entries(let indent) = state, let role = roleInside(line, entriesAt: indent) { return role }
        if case .beforeEntries = state, line.beginsEntry {
            state = .entries(indent: line.indent)
            return .entryStart
        }
        guard line.indent == 0 else { return bodyRole() }
        guard let key = line.key, keys.insert(key).inserted else { return .unclear }
        state = key == "targets" && line.keyHasNothingBehind ? .beforeEntries : .section
        return .sectionStart(key)
    }

    /// `nil` when the line ends the list.
    private func roleInside(_ line: YAMLLine, entriesAt indent: Int) -> Role? {
        if line.indent > indent { return .entryBody }
        if line.indent == indent, line.beginsEntry { return .entryStart }
        return line.indent == 0 ? nil : .unclear
    }

    private mutating func bodyRole() -> Role {
        switch state {
        case .section: return .sectionBody
        case .beforeEntries:
            // A mapping, or a flow list on lines of its own.
            state = .section
            return .sectionBody
        case .beforeDocument, .beforeFirstSection, .entries: return .unclear
        }
    }
}
