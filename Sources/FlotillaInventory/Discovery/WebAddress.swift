import CCurl
import Glibc

/// An absolute `http` or `https` URL, taken apart by libcurl, so that what is checked is what is fetched.
struct WebAddress {
    let text: String
    let scheme: String
    let host: String
    let port: String

    /// `nil` when the text is none. A relative text is seen from `base`.
    init?(_ text: String, from base: WebAddress? = nil) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        if let base { guard curl_url_set(handle, CURLUPART_URL, base.text, 0) == CURLUE_OK else { return nil } }
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
            let whole = Self.part(handle, CURLUPART_URL), let scheme = Self.part(handle, CURLUPART_SCHEME),
            let host = Self.part(handle, CURLUPART_HOST), let port = Self.part(handle, CURLUPART_PORT),
            scheme == "http" || scheme == "https", Self.part(handle, CURLUPART_USER) == nil
        else { return nil }
        self.text = whole
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
    }

    func hasOrigin(of other: WebAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// By its text: a name that merely resolves to this machine does not count.
    var isLoopback: Bool {
        let address = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        var four = in_addr()
        if inet_pton(AF_INET, address, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        return address == "localhost" || address == "::1"
    }

    /// With one more query parameter.
    func adding(parameter: String, value: String) -> WebAddress? {
        let bare = text.prefix { $0 != "#" }
        return WebAddress(bare + (bare.contains("?") ? "&" : "?") + parameter + "=" + value)
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
