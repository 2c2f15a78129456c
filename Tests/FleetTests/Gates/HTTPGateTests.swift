import FlotillaDriver
import FlotillaInventory
import FlotillaRollout
import FlotillaRuntime
import Foundation
import Testing

/// A gate that asks a web service fails closed, whatever the service does.
@Suite struct HTTPGateTests {
    private let server: MisbehavingServer

    init() throws { server = try MisbehavingServer() }

    private func gate(
        _ url: String, pointer: String? = "/v", _ expectation: FlotillaRollout.Expectation = .below(0.01),
        headers: [HTTPGate.Header] = [], allowsPrivate: Bool = true
    ) -> GateKind {
        .http(
            HTTPGate(
                url: url, headers: headers, pointer: pointer, expectation: expectation,
                allowsPrivateAddresses: allowsPrivate))
    }

    @Test(
        "passes only with an answer that has what it expects",
        arguments: [
            ("/good", "/v" as String?, FlotillaRollout.Expectation.below(0.01), GateMeasurement.pass),
            ("/good", "/data/result/0/value/1", .atMost(0.004), .pass),
            ("/good", "/v", .atLeast(0.006), .fail("0.005 is not at least 0.006")),
            ("/good", "/state", .equal("ok"), .pass), ("/good", "/state", .equal("up"), .fail("ok is not up")),
            ("/good", "/state", .something, .pass), ("/good", "/absent", .something, .fail("there is nothing")),
            ("/good", "/absent", .nothing, .pass),
            ("/good", "/v", .nothing, .fail("there is something where nothing may be")),
            ("/null", "/v", .something, .fail("the value is null")), ("/good", nil, .something, .pass),
            ("/204", nil, .something, .pass), ("/404", nil, .something, .fail("the answer has status 404")),
            ("/503", nil, .something, .fail("the answer has status 503")),
            ("/redirect-here", nil, .something, .fail("the answer has status 301")),
            ("/true", "/v", .equal("true"), .pass),
        ])
    func answers(
        path: String, pointer: String?, expectation: FlotillaRollout.Expectation, expected: GateMeasurement
    ) async {
        defer { server.stop() }
        #expect(await Measuring.measure(gate(server.url(path), pointer: pointer, expectation)) == expected)
    }

    @Test(
        "takes what cannot be compared for no measurement",
        arguments: [
            ("/garbage", ""), ("/nothing", ""), ("/cut", ""), ("/huge", "the answer is larger than 1024 KiB"),
            ("/endless", "the answer is larger than 1024 KiB"), ("/endless-head", ""),
            ("/500", "the answer has status 500"), ("/503", "the answer has status 503"),
            ("/redirect-private", "the answer has status 302"), ("/redirect-here", "the answer has status 301"),
            ("/empty", "the answer is not JSON"), ("/empty-object", "there is no value to compare"),
            ("/null", "the value is null"), ("/nan", "the answer is not JSON"), ("/nan-text", "NaN is no number"),
            ("/infinity-text", "+Inf is no number"), ("/infinite", "-1e999 is no number"),
            ("/word", "fine is no number"), ("/true", "true is no number"), ("/object", "there is more than one value"),
            ("/list", "there is more than one value"), ("/truncated", "the answer is not JSON"),
            ("/two-values", "the answer is not JSON"), ("/twice", "the answer is not JSON"),
            ("/deep", "the answer is not JSON"), ("/html", "the answer is not JSON"),
            ("/compressed", "the answer is not JSON"), ("/no-result", "there is no value to compare"),
        ])
    func misbehaviour(path: String, words: String) async {
        defer { server.stop() }
        let measurement = await Measuring.measure(gate(server.url(path)))
        #expect(measurement.isError && (words.isEmpty ? !measurement.words.isEmpty : measurement.words == words))
    }

    @Test("waits no longer than it may", arguments: ["/hang", "/hang-in-body", "/drip"])
    func patience(path: String) async {
        defer { server.stop() }
        let (measurement, took) = await Measuring.timed(gate(server.url(path)), within: .milliseconds(400))
        #expect(measurement == .error("no answer in time") && took < .seconds(10))
    }

    @Test("stops when told to, while a service hangs")
    func stopped() async {
        defer { server.stop() }
        let stop = StopSignal()
        raise(stop, once: "the service is asked") { server.paths.withLock { !$0.isEmpty } }
        let measurement = await Measuring.measure(gate(server.url("/hang")), within: .seconds(60), stop: stop)
        #expect(measurement == .error("stopped"))
    }

    @Test("that asks a closed port has no measurement, and neither has one that asks a black hole")
    func unreachable() async throws {
        server.stop()
        #expect(await Measuring.measure(gate(server.url("/good"))).isError)
        let hole = try BlackHole()
        let url = "http://127.0.0.1:\(hole.port)/"
        #expect(await Measuring.measure(gate(url), within: .milliseconds(300)) == .error("no answer in time"))
    }

    @Test("over a service that flaps never gets two successes in a row, and fails where one failure is too many")
    func flapping() async {
        defer { server.stop() }
        let kind = gate(server.url("/flapping"))
        let patient = GateRule(kind, timing: GateTiming(timeout: .seconds(60), successes: 2, failures: 10))
        let strict = GateRule(kind, timing: GateTiming(timeout: .seconds(60), successes: 2))
        let opened = LedgerTime(microseconds: 0)
        var progress = GateProgress(openedAt: opened)
        for turn in 1...6 {
            progress.apply(await Measuring.measure(kind), at: opened + .seconds(10 * turn))
        }
        #expect(progress.measurements == 6 && progress.failures == 3)
        #expect(progress.verdict(patient, at: opened + .seconds(60)) == .inconclusive)
        #expect(progress.verdict(strict, at: opened + .seconds(60)) == .failed)
    }

    @Test(
        "asks no address of this machine or of a private network, however it is written",
        arguments: [
            "127.0.0.1", "localhost", "localhost.", "0x7f000001", "2130706433", "127.1", "0177.0.0.1", "[::1]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]", "10.0.0.1", "169.254.169.254", "100.64.0.1",
            "192.168.1.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1",
        ])
    func privateAddresses(host: String) async {
        defer { server.stop() }
        let measurement = await Measuring.measure(
            gate(server.url("/good", host: host), allowsPrivate: false), within: .seconds(5))
        let refusal = "the name leads to an address that is not public, which the gate does not allow"
        // Whether a name that ends in a dot is found at all is up to the machine's resolver.
        #expect(measurement == .error(refusal) || host == "localhost." && measurement.isError)
        #expect(server.paths.withLock { $0.isEmpty })
    }

    @Test("asks a name of this machine where that is allowed", arguments: ["localhost", "127.0.0.1", "0x7f000001"])
    func allowed(host: String) async {
        defer { server.stop() }
        #expect(await Measuring.measure(gate(server.url("/good", host: host))) == .pass)
    }

    @Test("follows no redirect, so nothing is asked behind it")
    func redirects() async {
        defer { server.stop() }
        _ = await Measuring.measure(gate(server.url("/redirect-here")))
        #expect(server.paths.withLock { $0 } == ["/redirect-here"])
    }

    @Test("speaks http and https and no other scheme", arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "x"])
    func schemes(url: String) async {
        defer { server.stop() }
        #expect(await Measuring.measure(gate(url)) == .error("the gate's URL cannot be used"))
    }

    @Test("fetches secrets for URL and headers, and never shows them")
    func secrets() async {
        defer { server.stop() }
        let header = HTTPGate.Header(name: "Authorization", value: "Bearer ${env:CANARY}")
        let measurer = Measuring.measurer(variables: ["CANARY": "hunter/2"])
        let kind = gate(server.url("/${env:CANARY}"), headers: [header])
        let measurement = await Measuring.measure(kind, measurer)
        #expect(server.paths.withLock { $0 } == ["/hunter%2F2"])
        #expect(measurement.isError && !"\(measurement)".contains("hunter"))
        let missing = await Measuring.measure(gate(server.url("/${env:GONE}")), measurer)
        #expect(missing == .error("${env:GONE}: is not set"))
    }

    @Test("refuses a secret that would begin a header of its own")
    func headerInjection() async {
        defer { server.stop() }
        let header = HTTPGate.Header(name: "X-Key", value: "${env:CANARY}")
        let measurer = Measuring.measurer(variables: ["CANARY": "a\r\nHost: other"])
        let measurement = await Measuring.measure(gate(server.url("/good"), headers: [header]), measurer)
        #expect(measurement == .error("the value of the header X-Key is not one line"))
        #expect(server.paths.withLock { $0.isEmpty })
    }

    @Test("shows a value cut to 80 characters")
    func cut() async {
        defer { server.stop() }
        let words = await Measuring.measure(gate(server.url("/long-word"))).words
        #expect(words == String(repeating: "é", count: 80) + "… is no number")
    }
}
