import CYaml
import Yams

/// YAML text to values, with Yams doing the reading.
///
/// Anchors, aliases and tags are refused: 300 bytes of aliases can stand for gigabytes, and a tag changes what a text
/// means.
enum YAMLReader {
    /// libyaml allows 1,000 levels, and Yams' recursion over them outgrows the stack of a ``BlockingPool`` thread (1
    /// MiB). A flow list is counted late: up to 500 brackets pass when they stand within 1,024 characters, which the
    /// stack holds. Set once for the process, before the first parser; ``Value/depthLimit`` is then checked on what was
    /// read.
    private static let limitsNesting: Void = yaml_set_max_nest_level(64)

    /// A whole document, at most ``ReadingLimits/wholeYAML`` long; the caller has checked that.
    static func wholeFile(_ path: String) throws(InventoryError) -> Value? {
        let reader = try ByteReader(try FileBytes(path, limit: ReadingLimits.document), name: path)
        var bytes: [UInt8] = []
        var line: [UInt8] = []
        while try reader.nextLine(into: &line) { bytes += line }
        return try value(of: try UTF8Text.text(bytes, file: path, firstLine: 1), file: path, firstLine: 1)
    }

    /// - Parameter firstLine: the line of the file on which `text` begins.
    /// - Returns: `nil` for a text without any content.
    static func value(of text: String, file: String, firstLine: Int) throws(InventoryError) -> Value? {
        _ = limitsNesting
        let conversion = Conversion(file: file, lineOffset: firstLine - 1)
        do {
            // No resolver rules: `no` and `010` stay text. The encoding is given so that no variable is looked up.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            // The parser owns the anchors; nodes hold them weakly.
            return try withExtendedLifetime(parser) { try parser.singleRoot().map { try conversion.value($0) } }
        } catch let error as InventoryError {
            throw error
        } catch {
            throw conversion.syntaxError(error)
        }
    }
}

private struct Conversion {
    let file: String
    let lineOffset: Int

    func value(_ node: Node, depth: Int = 0) throws(InventoryError) -> Value {
        let spot = spot(node.mark)
        if node.anchor != nil { throw refused("anchor", at: spot) }
        guard depth < Value.depthLimit else {
            throw InventoryError(.nestedTooDeep(limit: Value.depthLimit), at: spot.place(in: file))
        }
        switch node {
        case .scalar(let scalar):
            try checkTag(scalar.tag, at: spot)
            let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
            let isAbsent = scalar.style == .plain && scalar.string.isEmpty
            return Value(content: isAbsent ? .absent : .text(scalar.string), spot: spot, inset: isQuoted ? 1 : 0)
        case .sequence(let sequence):
            try checkTag(sequence.tag, at: spot)
            var elements: [Value] = []
            elements.reserveCapacity(sequence.count)
            for element in sequence { elements.append(try value(element, depth: depth + 1)) }
            return Value(content: .list(elements), spot: spot)
        case .mapping(let mapping):
            try checkTag(mapping.tag, at: spot)
            var members: [Value.Member] = []
            members.reserveCapacity(mapping.count)
            for (key, element) in mapping { members.append(try member(key, element, depth: depth + 1)) }
            return Value(content: .mapping(members), spot: spot)
        case .alias: throw refused("alias", at: spot)
        }
    }

    private func member(_ key: Node, _ element: Node, depth: Int) throws(InventoryError) -> Value.Member {
        let spot = spot(key.mark)
        if key.anchor != nil { throw refused("anchor", at: spot) }
        guard let scalar = key.scalar else {
            throw InventoryError(.syntax(words: "a key that is not a text"), at: spot.place(in: file))
        }
        return Value.Member(key: scalar.string, keySpot: spot, value: try value(element, depth: depth))
    }

    private func spot(_ mark: Mark?) -> Spot { Spot(line: (mark?.line ?? 1) + lineOffset, column: mark?.column ?? 1) }

    private func checkTag(_ tag: Tag, at spot: Spot) throws(InventoryError) {
        // Untagged nodes: nothing yet, or what the type of node resolves to.
        let untagged: [Tag.Name] = [.implicit, .str, .seq, .map]
        guard untagged.contains(where: { $0.rawValue == tag.rawValue }) else { throw refused("tag", at: spot) }
    }

    private func refused(_ feature: String, at spot: Spot) -> InventoryError {
        InventoryError(.featureRefused(feature: feature), at: spot.place(in: file))
    }

    /// The words come from libyaml and hold nothing of the text.
    func syntaxError(_ error: any Error) -> InventoryError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            return InventoryError(.syntax(words: problem), at: spot(mark).place(in: file))
        case .composer(_, let problem, let mark, _):
            if problem.contains("alias") { return refused("alias", at: spot(mark)) }
            return InventoryError(.syntax(words: problem), at: spot(mark).place(in: file))
        case .duplicatedKeysInMapping(let keys, let context):
            return InventoryError(.repeatedKey(keys.first ?? "", first: nil), at: spot(context.mark).place(in: file))
        case .reader(let problem, _, _, _):
            return InventoryError(.syntax(words: problem), at: Place(file: file))
        default:
            return InventoryError(.syntax(words: "the text cannot be read"), at: Place(file: file))
        }
    }
}
