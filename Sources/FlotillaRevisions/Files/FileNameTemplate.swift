/// How the files of new revisions are called: `{year}{month}{day}_{rev}_{slug}`, without the ending.
///
/// Alembic's own way of writing is understood too, as it stands in an `alembic.ini`: `%%(year)d_%%(month).2d_%%(rev)s`. A slash
/// puts the file into a folder below.
public struct FileNameTemplate: Sendable, Hashable {
    enum Token: String, CaseIterable {
        case rev, slug, epoch, year, month, day, hour, minute, second

        /// Digits that are written at least, where the template does not say.
        var width: Int {
            switch self {
            case .rev, .slug, .epoch, .year: 0
            case .month, .day, .hour, .minute, .second: 2
            }
        }
    }

    fileprivate enum Part: Sendable, Hashable {
        case literal(String)
        case token(Token, width: Int)
    }

    private var parts: [Part] = []

    public static let standard = FileNameTemplate(parts: [
        .token(.rev, width: 0), .literal("_"), .token(.slug, width: 0),
    ])
    /// Of the slug, in letters.
    public static let slugLength = 40

    public static let tokens = Token.allCases.map { "{\($0.rawValue)}" }

    private init(parts: [Part]) { self.parts = parts }

    /// `nil` for a text with a token that does not exist, one without a revision's identifier in it, and one that leads out of
    /// its folder.
    public init?(parsing text: String) {
        var rest = text[...]
        var literal = ""
        while let next = rest.first {
            guard let (part, length) = Self.token(at: rest) else {
                if next == "{" || next == "%" { return nil }
                literal.append(next)
                rest = rest.dropFirst()
                continue
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
            parts.append(part)
            rest = rest.dropFirst(length)
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        let folders = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.contains(where: \.isIdentifier), folders.allSatisfy({ !$0.isEmpty && $0.first != "." }) else {
            return nil
        }
    }

    public var hasFolders: Bool {
        parts.contains { if case .literal(let text) = $0 { text.contains("/") } else { false } }
    }

    /// `{name}`, or `%(name)s` with the signs of a format of Python's, and how many letters it has.
    private static func token(at text: Substring) -> (Part, length: Int)? {
        if text.first == "{" {
            guard let end = text.firstIndex(of: "}"), let token = Token(rawValue: String(text[..<end].dropFirst()))
            else { return nil }
            return (.token(token, width: token.width), token.rawValue.count + 2)
        }
        let signs = text.prefix { $0 == "%" }.count
        let inside = text.dropFirst(signs)
        guard (1...2).contains(signs), inside.first == "(", let end = inside.firstIndex(of: ")"),
            let token = Token(rawValue: String(inside[..<end].dropFirst()))
        else { return nil }
        // `.2d`, `02d`, `d`, `s`
        let format = inside[end...].dropFirst().prefix { $0 == "." || $0.isNumber }
        guard let kind = inside[end...].dropFirst(1 + format.count).first, kind == "s" || kind == "d" else {
            return nil
        }
        let width = Int(format.filter(\.isNumber)) ?? 0
        guard width < 10 else { return nil }
        return (.token(token, width: width), signs + token.rawValue.count + 2 + format.count + 1)
    }

    /// Without the ending. What an identifier may hold and a name of a file may not becomes `_`.
    ///
    /// - Parameter slugLength: letters of the message that the name has at most.
    public func name(
        _ id: RevisionID, message: String, at moment: WrittenMoment, slugLength: Int = FileNameTemplate.slugLength
    ) -> String {
        let slug = Self.slug(message, length: slugLength)
        var name = parts.map { (part: Part) -> String in
            switch part {
            case .literal(let text): text
            case .token(.rev, _): id.text.map { $0 == "/" ? "_" : String($0) }.joined()
            case .token(.slug, _): slug
            case .token(let token, let width): WrittenMoment.padded(moment.number(token), width)
            }
        }.joined()
        // Nothing is left of a message without letters but the sign before it.
        if slug.isEmpty { while name.last == "_" { name.removeLast() } }
        let file = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
        if name[file...].hasPrefix(".") { name.replaceSubrange(file...file, with: "_") }
        return name
    }

    /// No file system takes longer names than of 255 bytes, and a letter may have many.
    private static let slugBytes = 180

    /// Letters and numbers of any script, as Alembic keeps them.
    static func slug(_ message: String, length: Int) -> String {
        var slug = ""
        for character in message.prefix(while: { !$0.isNewline }).lowercased() {
            let isWord = character.isLetter || character.isNumber
            if isWord { slug.append(character) } else if slug.last.map({ $0 != "_" }) ?? false { slug.append("_") }
        }
        slug = String(slug.prefix(length))
        while slug.utf8.count > slugBytes { slug.removeLast() }
        return String(slug.reversed().drop { $0 == "_" }.reversed())
    }
}

extension FileNameTemplate.Part {
    fileprivate var isIdentifier: Bool { if case .token(.rev, _) = self { true } else { false } }
}

extension WrittenMoment {
    fileprivate func number(_ token: FileNameTemplate.Token) -> Int {
        switch token {
        case .rev, .slug: 0
        case .epoch: Int(secondsSince1970)
        case .year: year
        case .month: month
        case .day: day
        case .hour: hour
        case .minute: minute
        case .second: second
        }
    }
}
