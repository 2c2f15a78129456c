import Foundation
import Synchronization
import Testing

/// A web server that does on each path one thing that web services do wrong, each connection on a thread of its own.
final class MisbehavingServer: Sendable {
    let port: UInt16
    /// Paths asked for, in the order in which they came.
    let paths = Mutex<[String]>([])
    private let listener: Int32
    /// For the path that answers now this and now that.
    private let flaps = Mutex(0)

    init() throws {
        let bound = try Loopback.bound(SOCK_STREAM)
        listener = dup(bound.number)
        port = bound.port
        try #require(listen(listener, 64) == 0)
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    /// Ends its thread too: accept(2) fails from now on.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var request = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.contains("\r\n\r\n") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            request += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
        paths.withLock { $0.append(path) }
        behave(path, Peer(connection: connection))
    }

    private func behave(_ path: String, _ peer: Peer) {
        switch path {
        case "/hang": peer.waitUntilGone()
        case "/hang-in-body":
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"v\":")
            peer.waitUntilGone()
        case "/drip":
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while peer.send(" ") { peer.pause() }
        case "/garbage": peer.send("\u{1}\u{2}garbage without end of line")
        case "/nothing": break
        case "/cut": peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"v\": 1}")
        case "/huge": peer.answer(body: "[\"" + String(repeating: "x", count: 4 << 20) + "\"]")
        case "/endless":
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while peer.send("1000\r\n" + String(repeating: " ", count: 4096) + "\r\n") {}
        case "/endless-head":
            peer.send("HTTP/1.1 200 OK\r\n")
            while peer.send("X-More: " + String(repeating: "x", count: 1000) + "\r\n") {}
        case "/redirect-private": peer.answer("302 Found", header: "Location: http://169.254.169.254/latest")
        case "/redirect-here": peer.answer("301 Moved", header: "Location: \(url("/good"))")
        case "/compressed": peer.answer(header: "Content-Encoding: gzip", body: "\u{1f}not gzip")
        case "/flapping":
            let turn = flaps.withLock { turn in
                turn += 1
                return turn
            }
            peer.answer(body: turn % 2 == 1 ? #"{"v": 0.005}"# : #"{"v": 5}"#)
        default: peer.answer(Self.statuses[path] ?? "200 OK", body: Self.bodies[path] ?? "")
        }
    }

    private static let statuses = ["/500": "500 Oops", "/503": "503 Later", "/404": "404 No", "/204": "204 No Content"]

    private static let bodies = [
        "/good": #"{"v": 0.005, "state": "ok", "data": {"result": [{"value": [1700000000, "0.004"]}]}}"#,
        "/500": #"{"v": 0.005}"#, "/empty": "", "/empty-object": "{}", "/null": #"{"v": null}"#,
        "/nan": #"{"v": NaN}"#, "/nan-text": #"{"v": "NaN"}"#, "/infinity-text": #"{"v": "+Inf"}"#,
        "/infinite": #"{"v": -1e999}"#, "/word": #"{"v": "fine"}"#, "/true": #"{"v": true}"#,
        "/object": #"{"v": {"a": 1}}"#, "/list": #"{"v": [0]}"#, "/truncated": #"{"v": 0.005"#,
        "/two-values": "{\"v\": 0.005}{}", "/twice": #"{"v": 0.005, "v": 9}"#,
        "/deep": String(repeating: "[", count: 100_000), "/html": "<html><body>It works!</body></html>",
        "/no-result": #"{"data": {"result": []}}"#,
        "/hex": #"{"v": "0x1"}"#, "/long-word": "{\"v\": \"" + String(repeating: "é", count: 500) + "\"}",
    ]
}

/// One connection.
private struct Peer {
    let connection: Int32

    /// False when the other end is gone.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.send(connection, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    func answer(_ status: String = "200 OK", header: String = "X-Test: 1", body: String = "") {
        send(
            "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(header)\r\n\r\n\(body)")
    }

    /// Between two bytes of a slow answer, or until the other end is gone.
    func pause() {
        var waiting = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, 20)
    }

    func waitUntilGone() {
        var waiting = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, 60_000)
    }
}
