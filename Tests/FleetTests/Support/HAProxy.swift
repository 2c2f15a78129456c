import Foundation
import Testing

/// haproxy before a server, which cuts a connection on which nothing was said for a second, as middle boxes do.
final class HAProxy {
    let port: UInt16
    private let running: Running

    init(to server: Int, in folder: String) throws {
        port = try Loopback.freePort()
        let file = folder + "/haproxy.cfg"
        let settings = """
            defaults
                mode tcp
                timeout connect 5s
                timeout client 1s
                timeout server 1s
            listen middle
                bind 127.0.0.1:\(port)
                server behind 127.0.0.1:\(server)

            """
        try settings.write(toFile: file, atomically: true, encoding: .utf8)
        // In the foreground, so that it ends with us.
        running = try Running("/usr/sbin/haproxy", ["-db", "-f", file], in: folder)
        try eventually("haproxy listens") { try isOpen() }
    }

    deinit { running.crash() }

    func url(_ url: String, past server: Int) -> String { url.replacing(":\(server)/", with: ":\(port)/") }

    private func isOpen() throws -> Bool {
        try #require(running.isRunning, "haproxy has ended")
        let descriptor = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = Loopback.address(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
