import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaInventory

@Suite("An address")
struct NetworkAddressTests {
    @Test(
        "of this machine, of a private network or of no single machine is not public",
        arguments: [
            "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
            "127.255.255.255", "169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.8",
            "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
            "::", "::1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::8.8.8.8", "100::1", "2001::1", "2001:1ff:ffff::1",
            "2001:db8::1", "2002:0808:0808::1", "3fff::1", "3fff:fff::1", "4000::1", "fc00::1", "fdff::1", "fe80::1%lo",
            "febf::1", "fec0::1", "ff02::1",
        ])
    func notPublic(text: String) { #expect(NetworkAddress(text)?.isPublic == false) }

    @Test(
        "of the internet is public, right up to the borders of what is not",
        arguments: [
            "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
            "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0",
            "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
            "2001:200::1", "2001:db9::1", "2001:4860:4860::8888", "2003::1", "2606:4700::1", "3ffe::1", "3fff:1000::1",
        ])
    func isPublic(text: String) { #expect(NetworkAddress(text)?.isPublic == true) }

    @Test("is numeric", arguments: ["", "localhost", "1.2.3", "0x7f000001", "1.2.3.4.5", "::g", "[::1]"])
    func names(text: String) { #expect(NetworkAddress(text) == nil) }
}

@Suite("A route to a web service")
struct WebRouteTests {
    @Test("leads to the addresses that were checked and to no other")
    func heldOn() throws {
        let server = try WebServer { _ in WebServer.Answer(body: "here") }
        defer { server.stop() }
        let here = try #require(WebAddress("http://127.0.0.1:\(server.port)/"))
        let there = try #require(WebAddress("http://127.0.0.2:\(server.port)/"))
        let stop = StopSignal()
        let deadline = Deadline.after(.seconds(10))
        for (route, isTaken) in [(here, true), (there, false)] {
            let held = try WebRoute(to: route, allowsPrivateAddresses: true, deadline: deadline, stop: stop)
            let client = try WebClient(headers: [], certificates: nil, deadline: deadline, stop: stop, route: held)
            #expect((try? client.answer(at: here).status) == (isTaken ? 200 : nil))
        }
        #expect(server.requests.withLock { $0.count } == 1)
    }

    @Test("changes nothing about whose certificate is believed: that of the name")
    func certificates() throws {
        let server = try TLSServer(body: "{}")
        let address = try #require(WebAddress("https://localhost:\(server.port)/t.http"))
        let stop = StopSignal()
        let deadline = Deadline.after(.seconds(20))
        let route = try WebRoute(to: address, allowsPrivateAddresses: true, deadline: deadline, stop: stop)
        for (certificates, status) in [(server.certificate as String?, 200 as Int?), (nil, nil)] {
            let client = try WebClient(
                headers: [], certificates: certificates, deadline: deadline, stop: stop, route: route)
            #expect((try? client.answer(at: address).status) == status)
        }
    }

    @Test("is refused as a whole when the name has one address that is not public")
    func refused() throws {
        let address = try #require(WebAddress("http://localhost:80/"))
        #expect(throws: WebQuestionProblem.privateAddress) {
            try WebRoute(
                to: address, allowsPrivateAddresses: false, deadline: .after(.seconds(10)), stop: StopSignal())
        }
    }
}
