import Foundation
import Testing

/// Manual pages, read as `man` reads them.
@Suite("Manual pages")
struct ManTests {
    @Test("are written for every command and topic, and man has nothing to say against them")
    func all() throws {
        let place = try Workplace()
        let written = try place.flotilla("man --into share/man")
        #expect(written.status == 0 && written.output.contains("pages in share/man"), "\(written)")
        let folder = place.path + "/share/man"
        let commands = try FileManager.default.contentsOfDirectory(atPath: folder + "/man1")
        let topics = try FileManager.default.contentsOfDirectory(atPath: folder + "/man7")
        for page in ["flotilla.1", "flotilla-upgrade.1", "flotilla-rollout-plan.1", "flotilla-man.1"] {
            #expect(commands.contains(page), "\(page)")
        }
        #expect(topics.contains("flotilla-exit-codes.7") && topics.contains("flotilla-selectors.7"))
        for page in commands.map({ "man1/" + $0 }) + topics.map({ "man7/" + $0 }) {
            let shown = try Self.groff(folder + "/" + page, in: place)
            #expect(shown.errors == "" && shown.status == 0, "\(page): \(shown.errors)")
        }
        #expect(try place.flotilla("man --into share/man").status == 0)
    }

    @Test("say what the help says, with texts that roff leaves alone")
    func content() throws {
        let place = try Workplace()
        let page = try place.flotilla("man upgrade")
        try place.write("upgrade.1", page.output)
        let shown = try Self.groff(place.path + "/upgrade.1", in: place).output
        for words in ["NAME", "flotilla-upgrade - ", "SYNOPSIS", "--lock-timeout <duration>", "SEE ALSO"] {
            #expect(shown.contains(words), "\(words) in \(shown)")
        }
        let topic = try place.flotilla("man variables")
        try place.write("variables.7", topic.output)
        #expect(try Self.groff(place.path + "/variables.7", in: place).output.contains("VALUES ('region', :{region});"))
        #expect(try place.flotilla("man upgarde").status == 64)
    }

    /// What `man -l` runs on a page, with every warning.
    private static func groff(_ path: String, in place: Workplace) throws -> Finished {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["groff", "-man", "-Tutf8", "-ww", "-rLL=78n", "-P-c", "-P-b", "-P-u", path]
        return try RunningProgram(process, in: place.path).finish()
    }
}
