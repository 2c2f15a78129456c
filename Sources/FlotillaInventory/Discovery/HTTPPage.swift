/// One page of a web service: delivers the elements of its list while it is read, and finds what leads to the next.
///
/// Members of an element: `id`, `url`, `schema` and `labels` as in an inventory file; every other text, number or
/// boolean is a label too. Nested members, null, and names that selectors use otherwise are passed over, because a
/// service adds members as it likes.
final class HTTPPage {
    private let items: JSONPointer
    private let next: JSONPointer?
    private let run: Source.Run
    private var row = 0
    private var foundItems = false
    private var following: String?

    init(items: JSONPointer, next: JSONPointer?, run: Source.Run) {
        self.items = items
        self.next = next
        self.run = run
    }

    /// Returns what `next` points to; `nil` on the last page.
    func deliver(_ bytes: [UInt8]) throws(InventoryError) -> String? {
        foundItems = false
        following = nil
        do throws(InventoryError) {
            var reader = JSONReader(try ByteReader(MemoryBytes(bytes), name: ""))
            try visit(&reader, at: [])
            guard try reader.peek() == nil else { throw run.fault(.syntax(words: "text after the end of the page")) }
        } catch {
            // A place in the answer helps nobody who does not see it: the source's own is told.
            throw error.place?.file.isEmpty == true ? run.fault(error.reason) : error
        }
        guard foundItems else { throw run.fault(.http(.pointer(items.text))) }
        return following
    }

    private func visit(_ reader: inout JSONReader, at path: [String]) throws(InventoryError) {
        if path == items.path {
            guard try reader.peek() == UInt8(ascii: "[") else {
                _ = try reader.value(depth: path.count)
                throw run.fault(.http(.pointer(items.text)))
            }
            foundItems = true
            return try reader.forEachElement { reader throws(InventoryError) in
                try self.deliver(element: try reader.value(depth: path.count + 1))
            }
        }
        if path == next?.path { return try takeNext(try reader.value(depth: path.count)) }
        let leadsOn = items.path.starts(with: path) || next?.path.starts(with: path) == true
        guard leadsOn, path.count < Value.depthLimit else {
            _ = try reader.value(depth: path.count)
            return
        }
        switch try reader.peek() {
        case UInt8(ascii: "{"):
            try reader.forEachMember { reader, key, _ throws(InventoryError) in
                try self.visit(&reader, at: path + [key])
            }
        case UInt8(ascii: "["):
            var index = 0
            try reader.forEachElement { reader throws(InventoryError) in
                try self.visit(&reader, at: path + [String(index)])
                index += 1
            }
        default: _ = try reader.value(depth: path.count)
        }
    }

    private func takeNext(_ value: Value) throws(InventoryError) {
        switch value.content {
        case .absent: following = nil
        case .text(let text): following = text.isEmpty ? nil : text
        case .list, .mapping: throw run.fault(.http(.pointer(next?.text ?? "")))
        }
    }

    private func deliver(element: Value) throws(InventoryError) {
        row += 1
        let place = run.place(row: row)
        let entry: Entry
        do { entry = try self.entry(element, at: place) } catch {
            return try run.delivery.report(InventoryError(error.reason, at: place))
        }
        try run.delivery.deliver(entry, in: run.scope)
    }

    private func entry(_ element: Value, at place: Place) throws(InventoryError) -> Entry {
        let fields = try Fields(element, file: "", key: items.text)
        var entry = Entry(place: place)
        entry.id = try fields.text("id")
        entry.url = try fields.text("url")
        entry.schema = try fields.text("schema")
        for member in fields.members where !TargetRules.reservedLabelKeys.contains(member.key) {
            guard case .text(let text) = member.value.content else { continue }
            entry.labels.append((run.written(member.key), run.written(text)))
        }
        entry.labels += try fields.texts("labels")
        return entry
    }
}
