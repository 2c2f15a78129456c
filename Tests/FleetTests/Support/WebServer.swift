import Foundation
import Synchronization

/// A web server on a loopback port that gives each request line an answer, one request after the other.
final class WebServer: Sendable {
    let port: Int
    private let listener: Int32
    private let heads = Mutex<[String]>([])
    private let answer: @Sendable (_ path: String, _ port: Int) -> (status: String, body: String)

    /// Request lines and headers, as they came.
    var requests: [String] { heads.withLock { $0 } }

    init(_ answer: @escaping @Sendable (_ path: String, _ port: Int) -> (status: String, body: String)) throws {
        self.answer = answer
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isUp = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && getsockname(listener, address, &length) == 0
                    && listen(listener, 16) == 0
            }
        }
        guard isUp else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread { [self] in serve() }.start()
    }

    /// Ends the thread too: accept(2) fails from now on.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let handle = FileHandle(fileDescriptor: connection, closeOnDealloc: true)
            var head = ""
            while !head.contains("\r\n\r\n") {
                let bytes = handle.availableData
                if bytes.isEmpty { break }
                head += String(decoding: bytes, as: UTF8.self)
            }
            heads.withLock { $0.append(head) }
            let path = head.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
            let (status, body) = answer(path, port)
            let lines = "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
            try? handle.write(contentsOf: Data((lines + body).utf8))
        }
        close(listener)
    }
}
