import CCrypto

/// A SHA-256 digest. The arithmetic is OpenSSL's, which libpq and libcurl load anyway.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    public let bytes: [UInt8]

    public static func sha256(_ content: some Collection<UInt8>) -> Digest {
        _ = OpenSSL.isWithoutExitHandler
        var output = [UInt8](repeating: 0, count: 32)
        let input = Array(content)
        EVP_Digest(input, input.count, &output, nil, EVP_sha256(), nil)
        return Digest(bytes: output)
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
