import FlotillaDriver

/// `http: {url: https://control/api/tenants, items: /tenants, next: /next_cursor}`: a target for each element of a JSON
/// list that a web service gives, page by page.
///
/// `items` and `next` are JSON pointers (RFC 6901); without `items` the page itself is the list. What `next` points to
/// is the value of the query parameter `cursor` (its name is `cursor:`'s) for the next page, or, when it begins with
/// `/`, `?` or a scheme, the next page's URL on the same server; null, nothing and an empty text mean the end.
/// References may stand in `url` and in the values of `headers`. Plain http goes to this machine only, unless
/// `insecure: true` says otherwise.
struct HTTPSource {
    static let shape = [
        FileKey("url", .text(.free), "What is asked."),
        FileKey("items", .text(.free), "A JSON pointer to the list of targets."),
        FileKey("next", .text(.free), "A JSON pointer to what leads to the next page."),
        FileKey("cursor", .text(.free), "The parameter that takes it."),
        FileKey("headers", .named(.text(.free)), "Headers of the request; their values may be references."),
        FileKey("insecure", .text(.flag), "Whether http may go to other machines."),
        FileKey("ca", .text(.free), "A file of certificates to trust."),
    ]
    static let pageLimit = 10_000

    private let url: Written
    private let items: JSONPointer
    private let next: JSONPointer?
    private let cursor: String
    private let headers: [(key: Written, value: Written)]
    private let isInsecure: Bool
    private let certificates: String?
    private let file: String

    init(_ fields: Fields) throws(InventoryError) {
        url = try fields.required("url")
        items = try Self.pointer("items", fields) ?? JSONPointer.whole
        next = try Self.pointer("next", fields)
        cursor = try fields.text("cursor")?.text ?? "cursor"
        headers = try fields.texts("headers")
        isInsecure = try fields.flag("insecure")
        certificates = try fields.text("ca")?.text
        file = fields.file
    }

    func deliver(_ run: Source.Run) throws(InventoryError) {
        let first = try firstAddress(run)
        let client: WebClient
        let certificates = certificates.map { Paths.join(run.scope.folder, $0) }
        do {
            client = try WebClient(
                headers: try headerLines(run), certificates: certificates, deadline: run.deadline,
                stop: run.context.stop)
        } catch let problem as HTTPProblem {
            throw run.fault(.http(problem))
        } catch let error as InventoryError {
            throw error
        } catch {
            throw run.fault(.http(.unreachable(words: "\(error)")))
        }
        var address = first
        let page = HTTPPage(items: items, next: next, run: run)
        for _ in 0..<Self.pageLimit {
            guard let following = try page.deliver(try fetch(address, client, run)) else { return }
            let successor = try self.address(following, from: first, run)
            guard successor.text != address.text else { throw run.fault(.http(.samePageAgain)) }
            address = successor
        }
        throw run.fault(.http(.tooManyPages(limit: Self.pageLimit)))
    }

    private func fetch(
        _ address: WebAddress, _ client: WebClient, _ run: Source.Run
    ) throws(InventoryError) -> [UInt8] {
        do { return try client.page(at: address) } catch {
            throw run.fault(run.context.stop.isRaised ? .stopped : .http(error))
        }
    }

    private func firstAddress(_ run: Source.Run) throws(InventoryError) -> WebAddress {
        // A reference at the start may be a whole address; one further on is a value and is escaped as one.
        let text = try resolved(url, run, encode: PercentEncoding.encode)
        guard let address = WebAddress(text) else { throw run.fault(.http(.badURL)) }
        guard address.scheme == "https" || isInsecure || address.isLoopback else {
            throw run.fault(.http(.notEncrypted(host: address.host)))
        }
        return address
    }

    private func address(
        _ following: String, from first: WebAddress, _ run: Source.Run
    ) throws(InventoryError) -> WebAddress {
        let isAddress = following.hasPrefix("/") || following.hasPrefix("?") || following.contains("://")
        let address =
            isAddress
            ? WebAddress(following, from: first)
            : first.adding(parameter: cursor, value: PercentEncoding.encode(following))
        guard let address else { throw run.fault(.http(.badURL)) }
        guard address.hasOrigin(of: first) else { throw run.fault(.http(.otherOrigin)) }
        return address
    }

    private func headerLines(_ run: Source.Run) throws(InventoryError) -> [String] {
        var lines: [String] = []
        for (name, value) in headers {
            let text = try resolved(value, run)
            // A line end would begin a header of its own.
            guard !(name.text + text).utf8.contains(where: { $0 < 0x20 }) else {
                throw InventoryError(
                    .badValue(key: name.text, text: "", expected: "one line"), at: value.spot.place(in: file))
            }
            lines.append("\(name.text): \(text)")
        }
        return lines
    }

    private func resolved(
        _ written: Written, _ run: Source.Run, encode: (String) -> String = { $0 }
    ) throws(InventoryError) -> String {
        let text: ReferenceText
        do { text = try ReferenceText(parsing: written.text) } catch {
            throw InventoryError(
                .badURL(error.problem), at: written.spot.advanced(by: error.offset).place(in: file))
        }
        do {
            return try text.resolve(secrets: run.context.secrets, folder: run.scope.folder, encode: encode)
        } catch { throw InventoryError(error, at: written.spot.place(in: file)) }
    }

    private static func pointer(_ key: String, _ fields: Fields) throws(InventoryError) -> JSONPointer? {
        guard let written = try fields.text(key) else { return nil }
        guard let pointer = JSONPointer(written.text) else {
            throw InventoryError(
                .badValue(key: key, text: written.text, expected: "a JSON pointer such as /tenants"),
                at: written.spot.place(in: fields.file))
        }
        return pointer
    }
}
