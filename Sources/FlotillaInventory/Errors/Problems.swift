import FlotillaSQL

/// Why a text is no usable URL. Text of the URL is only carried where it cannot be part of a password.
public enum URLProblem: Error, Sendable, Hashable {
    case missingScheme
    case unknownScheme(String?)
    case badPort
    case badPercentEncoding
    case missingDatabase
    case unknownOption(String?, nearest: String?, allowed: [String])
    /// An `@` after the first `/` or `?`: part of a password, most likely, that holds such a character unescaped.
    case strayAt
    case malformed
    /// `${` without `}`.
    case unterminatedReference
    /// What stands before the colon in `${…:…}`.
    case unknownReference(kind: String)
    case emptyReference
    case tooManyReferences(limit: Int)
    /// A reference in a URL that came from a query, a command or a web service: whoever writes there could read our
    /// files and run commands. The source's key `references: true` allows it.
    case referenceFromOutside
    case schemaTwice
    case schemaUnsupported(Engine)
    /// Empty, longer than 63 bytes, or holding a control character.
    case badSchema
    /// The text that a reference gave in place of the whole URL is wrong in this way, not the inventory's.
    indirect case inReference(Reference, URLProblem)
}

/// Why a secret cannot be had. Its value is never part of it.
public enum SecretProblem: Error, Sendable, Hashable {
    case notSet
    case empty
    case unreadable(words: String)
    case notRegularFile
    case tooLarge(limit: Int)
    /// Not UTF-8, or with a NUL in it.
    case notText
    /// Not a number between 1 and 65535 where a port stands.
    case notPort
    case command(ProcessProblem)
}

/// How a program that we started fell short.
public enum ProcessProblem: Error, Sendable, Hashable {
    case notStarted(words: String)
    case exited(Int)
    case killed(signal: Int)
    case timedOut
    /// In bytes.
    case tooMuchOutput(limit: Int)
    case stopped
}

/// How a web service fell short.
public enum HTTPProblem: Error, Sendable, Hashable {
    /// No absolute `http` or `https` URL.
    case badURL
    /// Plain http to another machine, without `insecure: true`.
    case notEncrypted(host: String)
    /// libcurl's words.
    case unreachable(words: String)
    case timedOut
    case status(Int)
    case redirected(Int)
    case pageTooLarge(limit: Int)
    case tooManyPages(limit: Int)
    /// The next page is on another server.
    case otherOrigin
    /// The next page is the one just read.
    case samePageAgain
    /// A JSON pointer finds nothing, or something else than a list.
    case pointer(String)
}
