import Foundation
import Testing

/// Where revision files lie and how new ones are written, as `flotilla.yaml` says it under `revisions:`.
@Suite struct RevisionSettingsTests {
    private func names(_ place: Workplace, _ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.path + "/" + folder).sorted()
    }

    @Test("revisions of several folders are one graph, and a new one lies beside what it follows")
    func locations() throws {
        let place = try Workplace(settings: "revisions: {locations: [migrations/versions, billing]}\n")
        try place.write(
            "billing/b1.sql", "-- Revision ID: b1\n-- Revises:\n-- Branch labels: billing\n\n-- flotilla:upgrade\n")
        #expect(try place.flotilla("heads").output == "b1 (billing) (head)\nr2 (head)\n")
        #expect(try place.flotilla("upgrade heads --all").status == 0)
        #expect(try place.versions() == [["b1", "r2"]])
        #expect(try place.flotilla("revision -m x --rev-id b2 --head billing@head").status == 0)
        #expect(try place.flotilla("revision -m y --rev-id r3 --head r2").status == 0)
        #expect(try names(place, "billing") == ["b1.sql", "b2_x.sql"])
        #expect(try names(place, "migrations/versions") == ["r1.sql", "r2.sql", "r3_y.sql"])
    }

    @Test("a new line of revisions needs to be told its folder, which must be one of them")
    func newBase() throws {
        let place = try Workplace(settings: "revisions: {locations: [migrations/versions, billing]}\n")
        try place.write("billing/.keep", "")
        let untold = try place.flotilla("revision -m x --head base")
        #expect(untold.status == 64 && untold.errors.contains("--version-path"), "\(untold)")
        let strange = try place.flotilla("revision -m x --head base --version-path elsewhere")
        #expect(strange.status == 64 && strange.errors.contains("migrations/versions, billing"), "\(strange)")
        let told = try place.flotilla("revision -m x --rev-id c1 --head base --version-path billing/")
        #expect(try told.status == 0 && names(place, "billing").contains("c1_x.sql"), "\(told)")
    }

    @Test("a folder that is named and is not there is an error, not one without revisions")
    func missing() throws {
        let place = try Workplace(settings: "revisions: {locations: [migrations/versions, billing]}\n")
        let finished = try place.flotilla("heads")
        #expect(finished.status == 65 && finished.errors.contains("billing"), "\(finished)")
    }

    @Test("folders below are read and written where that is wanted, links back excepted")
    func recursive() throws {
        let place = try Workplace(
            settings: "revisions: {recursive: true, file_template: '{year}/{month}/{rev}'}\n")
        try place.write(
            "migrations/versions/old/deep/r3.sql", "-- Revision ID: r3\n-- Revises: r2\n\n-- flotilla:upgrade\n")
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/migrations/versions/old/loop", withDestinationPath: "..")
        #expect(try place.flotilla("heads").output == "r3 (head)\n")
        let written = try place.flotilla("revision -m x --rev-id r4 -o json")
        #expect(written.output.contains(#/versions/20\d\d/\d\d/r4\.sql/#), "\(written)")
        #expect(try place.flotilla("heads").output == "r4 (head)\n")
    }

    @Test("the time zone is that of Create Date")
    func zone() throws {
        let place = try Workplace(settings: "revisions: {timezone: Asia/Kolkata}\n")
        #expect(try place.flotilla("revision --sql").output.contains(#/Create Date: .{19}\+05:30\n/#))
    }

    @Test("programs get the file that is written, and one that fails leaves it")
    func hooks() throws {
        let place = try Workplace(
            settings: "revisions: {post_write_hooks: [[sed, -i, 's/^-- x$/-- y/', '{file}'], [grep, -q, nothing]]}\n")
        let finished = try place.flotilla("revision -m x --rev-id r3")
        #expect(finished.status == 1 && finished.errors.contains("the revision is written"), "\(finished)")
        let text = try String(contentsOfFile: place.path + "/migrations/versions/r3_x.sql", encoding: .utf8)
        #expect(text.hasPrefix("-- y\n"))
    }

    @Test(
        "what is wrong with a setting is told with its line",
        arguments: [
            "{file_template: '{slug}'}", "{file_template: '{year}/{rev}'}", "{timezone: Europe/Berln}",
            "{truncate_slug_length: 0}", "{recursive: maybe}", "{post_write_hooks: black}", "{location: x}",
        ])
    func faults(setting: String) throws {
        let place = try Workplace(settings: "revisions: \(setting)\n")
        let finished = try place.flotilla("heads")
        #expect(finished.status == 65 && finished.errors.contains("flotilla.yaml:4:"), "\(finished)")
    }
}
