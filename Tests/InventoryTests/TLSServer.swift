import FlotillaDriver
import Glibc

@testable import FlotillaInventory

/// OpenSSL's own test server with a certificate that nobody knows, for "localhost".
final class TLSServer {
    let port: Int
    let certificate: String
    private let folder: Folder
    private let server: ChildProcess

    init(body: String) throws {
        folder = try Folder()
        certificate = Paths.join(folder.path, "cert.pem")
        try folder.write("t.http", "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + body)
        let request = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
        let maker = try ChildProcess(
            Self.openssl(
                request.split(separator: " ").map(String.init) + ["-addext", "subjectAltName=DNS:localhost"], folder))
        try maker.finish()
        let serve = "s_server -accept localhost:0 -cert cert.pem -key key.pem -HTTP"
        server = try ChildProcess(Self.openssl(serve.split(separator: " ").map(String.init), folder))
        port = try Self.port(of: server)
    }

    private static func openssl(_ arguments: [String], _ folder: Folder) -> ChildProcess.Request {
        ChildProcess.Request(
            words: ["openssl"] + arguments, folder: folder.path, environment: .process, deadline: .after(.seconds(60)),
            stop: StopSignal())
    }

    /// The server says `ACCEPT 127.0.0.1:40001` when it is ready.
    private static func port(of server: ChildProcess) throws -> Int {
        var output = ""
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try server.read(into: $0) }
            guard count > 0 else { throw Failure(words: "openssl ended: " + output + server.errorWords) }
            output += String(decoding: buffer.prefix(count), as: UTF8.self)
            let words = output.split(whereSeparator: \.isWhitespace)
            if output.last == "\n", let place = words.firstIndex(of: "ACCEPT"), place + 1 < words.count,
                let port = words[place + 1].split(separator: ":").last.flatMap({ Int($0) })
            {
                return port
            }
        }
    }
}

extension StopSignal {
    /// Blocks the calling thread.
    func waitUntilRaised() -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, 60_000)
        return isRaised
    }
}
