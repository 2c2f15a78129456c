import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaPostgreSQL

@Suite("Looking for a host that lets us in")
struct AddressSearchTests {
    @Test("a dead host in front does not keep us from the next")
    func secondHost() async throws {
        let value = try await blocking {
            var url = try TestServer.url()
            url.hosts.insert(.init(name: "127.0.0.1", port: 1), at: 0)
            return try TestServer.connect(to: url).value("SELECT 1")
        }
        #expect(value == "1")
    }

    @Test("a host that never answers gets only its share of the time")
    func silentHostInFront() async throws {
        let value = try await blocking {
            try RogueServer.silent { silent in
                var url = try TestServer.url()
                url.hosts.insert(.init(name: "127.0.0.1", port: silent.port), at: 0)
                return try TestServer.connect(to: url, deadline: .after(.seconds(4))).value("SELECT 1")
            }
        }
        #expect(value == "1")
    }

    @Test("connect_timeout bounds each address")
    func connectTimeout() async throws {
        let value = try await blocking {
            try RogueServer.silent { silent in
                var url = try TestServer.url()
                url.hosts.insert(.init(name: "127.0.0.1", port: silent.port), at: 0)
                url.options["connect_timeout"] = "2"
                return try TestServer.connect(to: url, deadline: .after(.seconds(3600))).value("SELECT 1")
            }
        }
        #expect(value == "1")
    }

    @Test("a wrong password is tried at one host only")
    func wrongPasswordOnce() async throws {
        let error = try await blocking {
            var url = try TestServer.url()
            url.hosts.append(.init(name: "127.0.0.1", port: 1))
            url.password = Secret("wrong")
            return try loginFailure(url)
        }
        #expect(error.cause == .authentication)
    }

    @Test("without a host in the URL, PGHOST's list counts")
    func defaultHosts() {
        let hosts = DefaultHosts.hosts(["host": "one,two", "port": "5433,5434"])
        #expect(hosts == [.init(name: "one", port: 5433), .init(name: "two", port: 5434)])
    }

    @Test("one port serves all default hosts")
    func onePort() {
        let hosts = DefaultHosts.hosts(["host": "one,two", "port": "5433"])
        #expect(hosts == [.init(name: "one", port: 5433), .init(name: "two", port: 5433)])
    }

    @Test("without any host, libpq's default socket counts")
    func defaultSocket() {
        #expect(DefaultHosts.hosts(["port": "5433"]) == [.init(name: "")])
    }

    @Test("each of several gets an equal share of the time left")
    func shares() {
        let share = AddressSearch.share(of: .after(.seconds(100)), among: 4)
        #expect(share.remaining <= .seconds(25) && share.remaining > .seconds(20))
    }
}
