import CYAML

/// What libyaml finds in a text, one event after the other.
///
/// Anchors, aliases and tags are refused: 300 bytes of aliases can stand for gigabytes, and a tag changes what a text
/// means. What is left is plain: scalars, lists and mappings, each with its place.
final class YAMLEvents {
    enum Event {
        case scalar(String, style: yaml_scalar_style_t)
        case listStart, listEnd
        case mappingStart, mappingEnd
        case documentStart
        /// Of a document or of the stream: nothing that has content.
        case other
        case streamEnd
    }

    /// Where the event read last begins.
    private(set) var spot = Spot(line: 1, column: 1)
    let file: String
    private let lineOffset: Int
    /// libyaml keeps a pointer to the text.
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Parameter firstLine: the line of the file on which `text` begins.
    init(_ text: String, file: String, firstLine: Int) throws(InventoryError) {
        self.file = file
        lineOffset = firstLine - 1
        var text = text
        self.text = text.withUTF8 { bytes in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
            _ = copy.initialize(from: bytes)
            return copy
        }
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else { throw unreadable }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, self.text.baseAddress, self.text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    func next() throws(InventoryError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError }
        defer { yaml_event_delete(&event) }
        spot = spot(event.start_mark)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            try refuse(anchor: scalar.anchor, tag: scalar.tag)
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(String(decoding: bytes, as: UTF8.self), style: scalar.style)
        case YAML_SEQUENCE_START_EVENT:
            try refuse(anchor: event.data.sequence_start.anchor, tag: event.data.sequence_start.tag)
            return .listStart
        case YAML_MAPPING_START_EVENT:
            try refuse(anchor: event.data.mapping_start.anchor, tag: event.data.mapping_start.tag)
            return .mappingStart
        case YAML_ALIAS_EVENT: throw refused("alias")
        case YAML_SEQUENCE_END_EVENT: return .listEnd
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        default: return .other
        }
    }

    func fault(_ reason: InventoryError.Reason, at spot: Spot) -> InventoryError {
        InventoryError(reason, at: spot.place(in: file))
    }
}

extension YAMLEvents {
    private func refuse(
        anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?
    ) throws(InventoryError) {
        if anchor != nil { throw refused("anchor") }
        if tag != nil { throw refused("tag") }
    }

    private func refused(_ feature: String) -> InventoryError { fault(.featureRefused(feature: feature), at: spot) }

    /// libyaml counts from 0.
    private func spot(_ mark: yaml_mark_t) -> Spot {
        Spot(line: Int(mark.line) + 1 + lineOffset, column: Int(mark.column) + 1)
    }

    /// The words come from libyaml and hold nothing of the text.
    private var syntaxError: InventoryError {
        guard let problem = parser.pointee.problem else { return unreadable }
        let reason = InventoryError.Reason.syntax(words: String(cString: problem))
        // It has no mark for bytes that are no characters.
        guard parser.pointee.error != YAML_READER_ERROR else { return InventoryError(reason, at: Place(file: file)) }
        return fault(reason, at: spot(parser.pointee.problem_mark))
    }

    private var unreadable: InventoryError {
        InventoryError(.syntax(words: "the text cannot be read"), at: Place(file: file))
    }
}
