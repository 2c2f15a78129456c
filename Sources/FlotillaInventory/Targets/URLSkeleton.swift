import FlotillaDriver
import FlotillaSQL

/// A URL template with a mark in the place of each reference, so that it can be parsed before any secret is known.
///
/// A mark is a private-use character that no URL holds; a reference in the place of a port becomes the number 1.
struct URLSkeleton {
    private(set) var text = ""
    private(set) var references: [Reference] = []
    /// The text is one reference and nothing else.
    private(set) var isWhole = false
    /// Which reference gives the port of which host.
    private(set) var portReferences: [(host: Int, reference: Int)] = []
    /// In characters of the template.
    private(set) var firstReferenceOffset: Int?
    /// Byte offset in ``text`` and character offset in the template, at the start of each stretch of plain text.
    private var stretches: [(skeleton: Int, template: Int)] = []

    private static let firstMark: UInt32 = 0xF0000

    init(of template: String) throws(URLFault) {
        guard template.utf8.contains(UInt8(ascii: "$")) || template.utf8.contains(0xF3) else {
            text = template
            return
        }
        guard !Self.holdsMark(template) else { throw URLFault(problem: .malformed) }
        let parts = try ReferenceText(parsing: template).parts
        isWhole = parts.count == 1 && parts[0].reference != nil
        for (index, part) in parts.enumerated() {
            if let reference = part.reference {
                try append(reference, offset: part.offset, behind: parts.dropFirst(index + 1))
            } else {
                stretches.append((text.utf8.count, part.offset))
                text += part.plain
            }
        }
    }

    /// The parts of the URL, with marks in them.
    func parse() throws(URLFault) -> ConnectionURL {
        if let fault = Self.strayAt(in: text) { throw located(fault) }
        let url: ConnectionURL
        do { url = try ConnectionURL(parsing: text) } catch { throw located(URLFault(error, in: text)) }
        // Each mark is there once: a percent-encoded one would have slipped in here.
        guard marks(in: url) == references.count - portReferences.count else { throw URLFault(problem: .malformed) }
        return url
    }

    static func holdsMark(_ text: String) -> Bool { text.unicodeScalars.contains { markIndex($0) != nil } }

    /// Which reference a character marks.
    static func markIndex(_ scalar: Unicode.Scalar) -> Int? {
        guard scalar.value >= firstMark, scalar.value < firstMark + UInt32(URLTemplate.referenceLimit) else {
            return nil
        }
        return Int(scalar.value - firstMark)
    }

    /// A password that holds an unescaped `/` or `?` ends the hosts too early; what is left of it must not be taken for
    /// a database, nor reported as one.
    static func strayAt(in text: String) -> URLFault? {
        guard let start = URLRanges.authority(of: text) else { return nil }
        let behind = text[start...]
        let end = behind.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? behind.endIndex
        guard !behind[..<end].utf8.contains(UInt8(ascii: "@")),
            let at = behind[end...].utf8.firstIndex(of: UInt8(ascii: "@"))
        else { return nil }
        return URLFault(problem: .strayAt, offset: text.utf8.distance(from: text.startIndex, to: at))
    }
}

extension URLSkeleton {
    private mutating func append(
        _ reference: Reference, offset: Int, behind: ArraySlice<ReferenceText.Part>
    ) throws(URLFault) {
        if firstReferenceOffset == nil { firstReferenceOffset = offset }
        guard references.count < URLTemplate.referenceLimit else {
            throw URLFault(problem: .tooManyReferences(limit: URLTemplate.referenceLimit), offset: offset)
        }
        references.append(reference)
        if let host = hostAwaitingPort(before: behind.map(\.plain).joined()) {
            portReferences.append((host, references.count - 1))
            text += "1"
        } else if let mark = Unicode.Scalar(Self.firstMark + UInt32(references.count - 1)) {
            text.unicodeScalars.append(mark)
        }
    }

    /// The index of the host whose port comes next; `nil` when what comes next is something else.
    private func hostAwaitingPort(before rest: String) -> Int? {
        guard text.hasSuffix(":"), let start = URLRanges.authority(of: text) else { return nil }
        guard rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("?") || rest.hasPrefix(",") else { return nil }
        let authority = text[start...]
        guard !authority.contains("/"), !authority.contains("?") else { return nil }
        // Part of a password after all, when an @ follows.
        guard !rest.prefix(while: { $0 != "/" && $0 != "?" }).contains("@") else { return nil }
        let hosts = authority.lastIndex(of: "@").map { authority[$0...] } ?? authority
        return hosts.count { $0 == "," }
    }

    private func marks(in url: ConnectionURL) -> Int {
        guard !references.isEmpty else { return 0 }
        var texts = url.hosts.map(\.name) + Array(url.options.values) + [url.database]
        texts += [url.user, url.password?.reveal(), url.schema].compactMap { $0 }
        return texts.reduce(0) { $0 + $1.unicodeScalars.count { Self.markIndex($0) != nil } }
    }

    /// A fault at a byte of the skeleton, told as a character of the template.
    private func located(_ fault: URLFault) -> URLFault {
        let stretch = stretches.last { $0.skeleton <= fault.offset } ?? (0, 0)
        let bytes = text.utf8.dropFirst(stretch.skeleton).prefix(fault.offset - stretch.skeleton)
        let characters = bytes.count { $0 & 0xC0 != 0x80 }
        return URLFault(problem: fault.problem, offset: stretch.template + characters)
    }
}

extension URLFault {
    /// The same complaint without any text that could be part of a password. The offset stays in bytes.
    init(_ error: ConnectionURLError, in text: String) {
        let problem: URLProblem
        switch error.reason {
        case .missingScheme: problem = .missingScheme
        case .unknownScheme(let scheme): problem = .unknownScheme(text.contains("://") ? Self.word(scheme) : nil)
        case .badPort: problem = .badPort
        case .badPercentEncoding: problem = .badPercentEncoding
        case .missingDatabase: problem = .missingDatabase
        case .malformed: problem = .malformed
        case .unknownOption(let key, let allowed):
            let shown = Self.word(key)
            let nearest = shown.flatMap { NearMisses.nearest(to: $0, among: allowed, limit: 1).first }
            problem = .unknownOption(shown, nearest: nearest, allowed: allowed)
        }
        self.init(problem: problem, offset: error.offset)
    }

    /// Only a short word of letters is sure not to be a password.
    private static func word(_ text: String) -> String? {
        let isWord = text.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "+") }
        return isWord && !text.isEmpty && text.utf8.count <= 32 ? text : nil
    }
}
