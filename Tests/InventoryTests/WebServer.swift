import Glibc
import Synchronization

@testable import FlotillaInventory

/// A web server on a loopback port that answers each path with what a test wrote down.
final class WebServer: Sendable {
    struct Answer: Sendable {
        var status = "200 OK"
        var headers: [String] = []
        var body = ""
    }

    let port: Int
    /// Request lines and headers, as they came.
    let requests = Mutex<[String]>([])
    private let listener: Int32
    private let answers: @Sendable (String) -> Answer

    init(_ answers: @escaping @Sendable (String) -> Answer) throws {
        self.answers = answers
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && getsockname(listener, address, &length) == 0
                    && listen(listener, 16) == 0
            }
        }
        guard status else { throw Failure(words: systemWords()) }
        port = Int(UInt16(bigEndian: address.sin_port))
        start()
    }

    /// Ends the thread too: accept(2) fails from now on.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func start() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<WebServer>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            answer(on: connection)
            close(connection)
        }
        close(listener)
    }

    private func answer(on connection: Int32) {
        var request = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.contains("\r\n\r\n") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            request += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        requests.withLock { $0.append(request) }
        let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
        let answer = answers(path)
        var head = "HTTP/1.1 \(answer.status)\r\nContent-Length: \(answer.body.utf8.count)\r\nConnection: close\r\n"
        for header in answer.headers { head += header + "\r\n" }
        let bytes = Array((head + "\r\n" + answer.body).utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(connection, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            done += count
        }
    }
}
