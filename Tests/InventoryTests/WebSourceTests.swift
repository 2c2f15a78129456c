import FlotillaDriver
import Testing

@testable import FlotillaInventory

@Suite("A web service that lists targets")
struct WebSourceTests {
    private func found(
        _ keys: String, context: InventoryContext = .empty, _ answers: @escaping @Sendable (String) -> WebServer.Answer
    ) throws -> (targets: [Target], requests: [String]) {
        let server = try WebServer(answers)
        defer { server.stop() }
        let source = keys.split(separator: "PORT", omittingEmptySubsequences: false).joined(separator: "\(server.port)")
        let targets = try targets("sources:\n- http: {\(source)}\n", context: context)
        return (targets, server.requests.withLock { $0 })
    }

    private func reason(
        _ keys: String, _ answers: @escaping @Sendable (String) -> WebServer.Answer = { _ in .init() }
    ) throws -> InventoryError.Reason {
        do { _ = try found(keys, answers) } catch let error as InventoryError { return error.reason }
        throw Failure(words: "no problem was found")
    }

    private static let one = #"{"tenants": [{"id": "a", "url": "sqlite:a"}]}"#
    private static let url = "url: 'http://127.0.0.1:PORT/t'"

    @Test("makes a target of each element: id, url, schema, labels, and labels of the other members")
    func elements() throws {
        let body = #"""
            {"meta": {"tenants": [1]}, "tenants": [
              {"id": "a", "url": "postgresql://h/a", "schema": "s", "region": "eu", "size": 10, "active": true, "note": null,
               "address": {"city": "x"}, "tags": ["y"], "engine": "pg", "labels": {"tier": "free"}}]}
            """#
        let result = try found(Self.url + ", items: /tenants") { _ in .init(body: body) }.targets
        #expect(result.map(\.id.text) == ["a"] && result[0].schema == "s")
        #expect(result[0].labels == ["region": "eu", "size": "10", "active": "true", "tier": "free"])
    }

    @Test("is read page by page along a cursor")
    func cursor() throws {
        let result = try found(Self.url + ", items: /data/list, next: /data/next, cursor: after") { path in
            switch path {
            case "/t": .init(body: #"{"data": {"next": "a b&c", "list": [{"id": "a", "url": "sqlite:a"}]}}"#)
            case "/t?after=a%20b%26c": .init(body: #"{"data": {"list": [{"id": "b", "url": "sqlite:b"}], "next": 7}}"#)
            case "/t?after=7": .init(body: #"{"data": {"list": [{"id": "c", "url": "sqlite:c"}], "next": null}}"#)
            default: .init(status: "404 Not Found")
            }
        }
        #expect(result.targets.map(\.id.text) == ["a", "b", "c"])
    }

    @Test("is read page by page along URLs of the same server")
    func links() throws {
        let result = try found(Self.url + ", items: /i, next: /n") { path in
            switch path {
            case "/t": .init(body: #"{"n": "?page=2", "i": [{"id": "a", "url": "sqlite:a"}]}"#)
            case "/t?page=2": .init(body: #"{"n": "/u", "i": [{"id": "b", "url": "sqlite:b"}]}"#)
            default: .init(body: #"{"n": "", "i": []}"#)
            }
        }
        #expect(result.targets.map(\.id.text) == ["a", "b"])
    }

    @Test("may be the list itself")
    func bareList() throws {
        #expect(try found(Self.url) { _ in .init(body: #"[{"id": "a", "url": "sqlite:a"}]"#) }.targets.count == 1)
    }

    @Test("gets headers with secrets, and a secret in its URL is escaped")
    func headers() throws {
        let keys =
            "url: 'http://127.0.0.1:PORT/t?key=${KEY}', items: /tenants, headers: {Authorization: 'Bearer ${TOKEN}'}"
        let result = try found(keys, context: .with(["TOKEN": "t0p", "KEY": "a&b c"])) { _ in .init(body: Self.one) }
        #expect(result.requests[0].hasPrefix("GET /t?key=a%26b%20c HTTP/1.1\r\n"))
        #expect(result.requests[0].contains("\r\nAuthorization: Bearer t0p\r\n"))
    }

    @Test("may not make us read files unless it is allowed to")
    func references() throws {
        let body = #"[{"id": "a", "url": "mysql://u:${file:/etc/shadow}@evil/d"}]"#
        #expect(try reason(Self.url) { _ in .init(body: body) } == .badURL(.referenceFromOutside))
    }

    @Test(
        "is not followed to another server",
        arguments: ["http://127.0.0.2/t", "https://127.0.0.1/t", "http://127.0.0.1/t"])
    func otherOrigin(next: String) throws {
        let body = #"{"i": [], "n": "\#(next)"}"#
        #expect(try reason(Self.url + ", items: /i, next: /n") { _ in .init(body: body) } == .http(.otherOrigin))
    }

    @Test("is not followed through a redirect")
    func redirect() throws {
        let found = try reason(Self.url) { _ in .init(status: "302 Found", headers: ["Location: http://127.0.0.1/"]) }
        #expect(found == .http(.redirected(302)))
    }

    @Test("that names the same page again is refused")
    func samePage() throws {
        let keys = Self.url + ", items: /i, next: /n"
        #expect(try reason(keys) { _ in .init(body: #"{"i": [], "n": "x"}"#) } == .http(.samePageAgain))
    }

    @Test("that answers otherwise than 200 is told with its status")
    func status() throws {
        #expect(try reason(Self.url) { _ in .init(status: "503 Busy") } == .http(.status(503)))
    }

    @Test("that has no list where the pointer says is refused", arguments: [#"{"x": []}"#, #"{"tenants": {}}"#, "7"])
    func noList(body: String) throws {
        #expect(try reason(Self.url + ", items: /tenants") { _ in .init(body: body) } == .http(.pointer("/tenants")))
    }

    @Test("that gives no JSON is refused")
    func noJSON() throws {
        guard case .syntax = try reason(Self.url, { _ in .init(body: "<html>") }) else {
            Issue.record("it was read")
            return
        }
    }

    @Test("is not asked over plain http on another machine")
    func plain() throws {
        #expect(try reason("url: 'http://192.0.2.1/t'") == .http(.notEncrypted(host: "192.0.2.1")))
    }

    @Test("has an http or https URL", arguments: ["ftp://h/x", "h/x", "file:///etc/passwd", "http://u:p@127.0.0.1/"])
    func badURL(url: String) throws { #expect(try reason("url: '\(url)'") == .http(.badURL)) }

    @Test("that never answers ends at the source's timeout")
    func timeout() throws {
        let gate = StopSignal()
        defer { gate.raise() }
        let found = try reason(Self.url + ", timeout: 300ms") { _ in
            _ = gate.waitUntilRaised()
            return .init()
        }
        #expect(found == .http(.timedOut))
    }

    @Test("is believed over TLS only with a certificate that is trusted")
    func tls() throws {
        let server = try TLSServer(body: #"[{"id": "a", "url": "sqlite:a"}]"#)
        let url = "url: 'https://localhost:\(server.port)/t.http'"
        guard case .http(.unreachable(let words)) = try reason(url) else {
            Issue.record("it was believed")
            return
        }
        #expect(words.contains("certificate"))
        #expect(try targets("sources:\n- http: {\(url), ca: '\(server.certificate)'}\n").count == 1)
    }

    @Test(
        "knows this machine by its address, not by a name that leads here",
        arguments: [
            ("http://localhost/", true), ("http://127.8.9.1/", true), ("http://[::1]/", true),
            ("http://2130706433/", true),
            ("http://localhost.example/", false), ("http://[::ffff:10.0.0.1]/", false), ("http://10.0.0.1/", false),
        ])
    func loopback(url: String, isLoopback: Bool) { #expect(WebAddress(url)?.isLoopback == isLoopback) }
}
