import Foundation
import Testing

/// A new project is whole, and nothing is replaced by it.
@Suite struct InitTests {
    @Test("a project of every template can be used at once", arguments: ["sqlite", "postgresql", "mysql", "fleet"])
    func templates(name: String) throws {
        let place = try Workplace()
        let made = try place.flotilla("-c new/flotilla.yaml init -t \(name)")
        #expect(made.status == 0 && made.output.contains("created: new/flotilla.yaml\n"), "\(made.errors)")
        #expect(try place.flotilla("-c new/flotilla.yaml revision --rev-id r1 --engine sqlite").status == 0)
        #expect(try place.flotilla("-c new/flotilla.yaml heads").output == "r1 (head)\n")
        #expect(try place.flotilla("-c new/flotilla.yaml upgrade --database sqlite:x.db?mode=rwc").status == 0)
        #expect(SQLiteFileVersions.of(place.path + "/x.db") == ["r1"])
    }

    @Test("the sample inventory of a fleet can be migrated")
    func fleet() throws {
        let place = try Workplace()
        #expect(try place.flotilla("-c new/flotilla.yaml init").status == 0)
        #expect(try place.flotilla("-c new/flotilla.yaml inventory list -o name").output == "acme\nglobex\n")
        #expect(try place.flotilla("-c new/flotilla.yaml revision --rev-id r1").status == 0)
        #expect(try place.flotilla("-c new/flotilla.yaml upgrade --all --yes").status == 0)
        #expect(SQLiteFileVersions.of(place.path + "/new/globex.db") == ["r1"])
    }

    @Test("the folder for revisions may have another name, whatever stands in it")
    func folder() throws {
        let place = try Workplace()
        #expect(try place.flotilla(["-c", "new/flotilla.yaml", "init", "my \"own\" folder"]).status == 0)
        #expect(try place.flotilla("-c new/flotilla.yaml revision --rev-id r1").status == 0)
        #expect(FileManager.default.fileExists(atPath: place.path + "/new/my \"own\" folder/versions/r1.sql"))
    }

    @Test("what is there already is named, and stays")
    func inTheWay() throws {
        let place = try Workplace()
        let before = try String(contentsOfFile: place.path + "/flotilla.yaml", encoding: .utf8)
        let refused = try place.flotilla("init")
        #expect(refused.status == 64)
        #expect(refused.errors.hasPrefix("Error: flotilla.yaml and migrations are there already\n"))
        #expect(try String(contentsOfFile: place.path + "/flotilla.yaml", encoding: .utf8) == before)
        #expect(!FileManager.default.fileExists(atPath: place.path + "/fleet.yaml"))
    }

    @Test("an unknown template is refused with the names of all")
    func unknownTemplate() throws {
        let refused = try Workplace().flotilla("init -t generic")
        #expect(refused.status == 64 && refused.errors.contains("sqlite"))
    }

    @Test(
        "templates are listed, under Alembic's name of the command too",
        arguments: ["list-templates", "list_templates"])
    func list(command: String) throws {
        #expect(try Workplace().flotilla("\(command) -o name").output == "sqlite\npostgresql\nmysql\nfleet\n")
    }
}

private enum SQLiteFileVersions {
    static func of(_ path: String) -> [String] { (try? SQLiteFile(path: path).versions()) ?? [] }
}
