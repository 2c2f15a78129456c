import FlotillaDriver
import FlotillaRollout

/// One question to a web service: a URL is fetched once, and one value is taken out of the JSON that comes back.
///
/// Whoever writes the URL must not be able to make us ask our own network for them: unless the question allows it, only
/// public addresses are connected to, no redirect is followed and no proxy used. Every call blocks, none beyond the
/// deadline by more than a moment.
public struct WebQuestion: Sendable {
    /// Of one answer, in bytes.
    public static let answerLimit = 1 << 20

    public var gate: HTTPGate
    /// What relative files and commands in references are relative to.
    public var folder: String

    public init(_ gate: HTTPGate, folder: String) {
        self.gate = gate
        self.folder = folder
    }

    public func ask(secrets: Secrets, deadline: Deadline, stop: StopSignal) throws(WebQuestionProblem) -> WebAnswer {
        guard let address = WebAddress(try resolved(gate.url, secrets, encode: PercentEncoding.encode)) else {
            throw .badURL
        }
        let route = try WebRoute(
            to: address, allowsPrivateAddresses: gate.allowsPrivateAddresses, deadline: deadline, stop: stop)
        let headers = try headerLines(secrets)
        let (status, body) = try fetch(address, by: route, headers, deadline: deadline, stop: stop)
        guard (200..<300).contains(status), let pointer = gate.pointer else {
            return WebAnswer(status: status, value: .missing)
        }
        return WebAnswer(status: status, value: try value(at: pointer, in: body))
    }

    private func fetch(
        _ address: WebAddress, by route: WebRoute, _ headers: [String], deadline: Deadline, stop: StopSignal
    ) throws(WebQuestionProblem) -> (status: Int, body: [UInt8]) {
        do {
            let client = try WebClient(
                headers: headers, certificates: nil, deadline: deadline, stop: stop, limit: Self.answerLimit,
                route: route)
            return try client.answer(at: address)
        } catch {
            guard !stop.isRaised else { throw .stopped }
            switch error {
            case .timedOut: throw .timedOut
            case .pageTooLarge(let limit): throw .tooLarge(limit: limit)
            case .unreachable(let words): throw .unreachable(words: words)
            case .badURL, .notEncrypted, .status, .redirected, .tooManyPages, .otherOrigin, .samePageAgain, .pointer:
                throw .badURL
            }
        }
    }

    private func headerLines(_ secrets: Secrets) throws(WebQuestionProblem) -> [String] {
        var lines: [String] = []
        for header in gate.headers {
            let value = try resolved(header.value, secrets)
            // A line end would begin a header of its own.
            guard !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .badHeader(header.name) }
            // To libcurl a name with nothing behind it is a header to leave out; a semicolon sends it empty.
            lines.append(value.isEmpty ? "\(header.name);" : "\(header.name): \(value)")
        }
        return lines
    }

    /// A reference at the start may be a whole address; one further on is a value and is escaped as one.
    private func resolved(
        _ text: String, _ secrets: Secrets, encode: (String) -> String = { $0 }
    ) throws(WebQuestionProblem) -> String {
        guard let parsed = try? ReferenceText(parsing: text) else { throw .badURL }
        do { return try parsed.resolve(secrets: secrets, folder: folder, encode: encode) } catch {
            guard case .secretUnavailable(let reference, let problem) = error else { throw .badURL }
            throw .secretUnavailable(reference, problem)
        }
    }

    private func value(at pointer: String, in body: [UInt8]) throws(WebQuestionProblem) -> WebAnswer.Value {
        guard let path = JSONPointer(pointer)?.path,
            let bytes = try? ByteReader(MemoryBytes(body), name: ""), let whole = try? PolicyDocument.json(bytes)
        else { throw .notJSON }
        switch whole.value(at: path)?.content {
        case nil: return .missing
        case .absent: return .null
        case .text(let text): return .text(text)
        case .list, .mapping: return .compound
        }
    }
}

/// What a web service answered.
public struct WebAnswer: Sendable, Hashable {
    public enum Value: Sendable, Hashable {
        /// The answer has nothing at the pointer, or was not looked into.
        case missing
        case null
        /// A text, a number as it was written, `true` or `false`.
        case text(String)
        /// A list or an object.
        case compound
    }

    public var status: Int
    public var value: Value
}

/// Why a question was not answered. No part of the URL and no secret is in it.
public enum WebQuestionProblem: Error, Sendable, Hashable {
    case badURL
    /// The header whose value would be more than one line.
    case badHeader(String)
    case secretUnavailable(Reference, SecretProblem)
    /// The name stands for an address that is not of the public internet.
    case privateAddress
    /// The resolver's or libcurl's words.
    case unreachable(words: String)
    case timedOut
    case tooLarge(limit: Int)
    case notJSON
    case stopped
}

extension Value {
    /// What a JSON pointer leads to (RFC 6901). An index has no leading zeros.
    func value(at path: some Collection<String>) -> Value? {
        guard let step = path.first else { return self }
        let rest = path.dropFirst()
        switch content {
        case .mapping(let members): return members.first { $0.key == step }?.value.value(at: rest)
        case .list(let elements):
            guard let index = PolicyNumber.parse(step, in: 0...Int.max), String(index) == step,
                elements.indices.contains(index)
            else { return nil }
            return elements[index].value(at: rest)
        case .text, .absent: return nil
        }
    }
}
