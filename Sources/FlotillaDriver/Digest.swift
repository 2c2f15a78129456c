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
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = Self.digit(byte >> 4)
                text[2 * index + 1] = Self.digit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }
}
