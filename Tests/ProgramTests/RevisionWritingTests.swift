import Foundation
import Testing

/// `revision`, `merge` and `edit` do with files what they say.
@Suite struct RevisionWritingTests {
    private func text(_ name: String, in place: Workplace) throws -> String {
        try String(contentsOfFile: place.path + "/migrations/versions/" + name, encoding: .utf8)
    }

    private func names(in place: Workplace) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.path + "/migrations/versions").sorted()
    }

    @Test("a new revision follows the head, and runs as soon as it is filled in")
    func revision() throws {
        let place = try Workplace()
        let finished = try place.flotilla(["revision", "-m", "Add phone", "--rev-id", "r3"])
        #expect(finished.status == 0 && finished.output.contains("migrations/versions/r3_add_phone.sql"))
        let text = try text("r3_add_phone.sql", in: place)
        #expect(text.hasPrefix("-- Add phone\n--\n-- Revision ID: r3\n-- Revises: r2\n-- Create Date: 20"))
        #expect(text.hasSuffix("\n\n-- flotilla:upgrade\n\n-- flotilla:downgrade\n"))
        let filled = text.replacing("upgrade\n\n", with: "upgrade\nINSERT INTO effects VALUES ('r3 up');\n\n")
        try place.write("migrations/versions/r3_add_phone.sql", filled)
        #expect(try place.flotilla("upgrade --all").status == 0)
        #expect(try place.effects() == [["r1 up", "r2 up", "r3 up"]])
    }

    @Test("where there are several heads, one has to be named")
    func severalHeads() throws {
        let place = try Workplace()
        try place.revision("left", after: "r1", up: "SELECT 1;", down: nil)
        let refused = try place.flotilla("revision --rev-id r3")
        #expect(refused.status == 64 && refused.errors.contains("left, r2"))
        #expect(try place.flotilla("revision --rev-id r3 --head left").status == 0)
        #expect(try text("r3.sql", in: place).contains("-- Revises: left\n"))
    }

    @Test("a branch is opened with --splice only")
    func splice() throws {
        let place = try Workplace()
        let refused = try place.flotilla("revision --rev-id r3 --head r1")
        #expect(refused.status == 64 && refused.errors.contains("--splice"))
        #expect(try names(in: place) == ["r1.sql", "r2.sql"])
        #expect(try place.flotilla("revision --rev-id r3 --head r1 --splice").status == 0)
        #expect(try place.flotilla("heads").output == "r2 (head)\nr3 (head)\n")
    }

    @Test("labels, dependencies and engines come into the file")
    func header() throws {
        let place = try Workplace()
        let line = "revision --rev-id b1 --head base --branch-label billing --depends-on r2"
        #expect(try place.flotilla(line + " --engine sqlite --engine postgresql").status == 0)
        let text = try text("b1.sql", in: place)
        #expect(text.contains("-- Revises: <base>\n"))
        #expect(text.contains("-- Branch labels: billing\n-- Depends on: r2\n"))
        #expect(
            text.hasSuffix(
                """
                -- flotilla:upgrade postgresql

                -- flotilla:upgrade sqlite

                -- flotilla:downgrade postgresql

                -- flotilla:downgrade sqlite

                """))
        #expect(try place.flotilla("history -r billing:").output == "<base> (r2) -> b1 (billing) (head), \n")
    }

    @Test("engines that the settings name get sections, without being asked for")
    func engines() throws {
        let place = try Workplace(settings: "engines: [mysql, sqlite]\n")
        #expect(try place.flotilla("revision --rev-id r3").status == 0)
        #expect(try text("r3.sql", in: place).contains("-- flotilla:upgrade mysql\n\n-- flotilla:upgrade sqlite\n"))
    }

    @Test("--sql prints the file and writes none")
    func printing() throws {
        let place = try Workplace()
        let finished = try place.flotilla("revision --rev-id r3 --sql")
        #expect(finished.status == 0 && finished.output.contains("-- Revises: r2\n"))
        #expect(try names(in: place) == ["r1.sql", "r2.sql"])
    }

    @Test("a name that is taken or leads elsewhere harms nothing")
    func identifiers() throws {
        let place = try Workplace()
        #expect(try place.flotilla("revision --rev-id r1").status == 64)
        #expect(try place.flotilla("revision --rev-id ../x").status == 0)
        #expect(try names(in: place) == ["_._x.sql", "r1.sql", "r2.sql"])
        #expect(try place.flotilla("heads").output == "../x (head)\n")
    }

    @Test("whoever may read the project may read what is written into it")
    func permissions() throws {
        func mode(_ name: String, in place: Workplace) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: place.path + "/" + name)[.posixPermissions] as? Int
        }
        let place = try Workplace()
        try #require(FileManager.default.createFile(atPath: place.path + "/mine", contents: nil))
        try place.flotilla("revision --rev-id r3")
        try place.flotilla("-c new/flotilla.yaml init")
        let usual = try #require(try mode("mine", in: place))
        #expect(try mode("migrations/versions/r3.sql", in: place) == usual & 0o644)
        #expect(try mode("new/fleet.yaml", in: place) == usual & 0o644)
    }

    @Test("--autogenerate does what migrate does, where the revision is to stand")
    func autogenerate() throws {
        let place = try Workplace(settings: "models: {sql: schema.sql}\nengines: [sqlite]\n")
        try place.write("schema.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);")
        try FileManager.default.removeItem(atPath: place.path + "/migrations/versions/r1.sql")
        try FileManager.default.removeItem(atPath: place.path + "/migrations/versions/r2.sql")
        #expect(try place.flotilla("revision --autogenerate --rev-id r1 -m users").status == 0)
        #expect(try text("r1_users.sql", in: place).contains("CREATE TABLE users"))
        try place.write("schema.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);")
        #expect(try place.flotilla("revision --autogenerate --head nowhere -m age").status == 64)
        let words = "revision --autogenerate --head r1 --branch-label ages --depends-on r1 --rev-id r2 -m age"
        #expect(try place.flotilla(words).status == 0)
        #expect(try text("r2_age.sql", in: place).contains("-- Branch labels: ages\n-- Depends on: r1\n"))
    }

    @Test("merge joins all heads, and refuses where there are not two")
    func merge() throws {
        let place = try Workplace()
        #expect(try place.flotilla("merge").status == 64)
        try place.revision("left", after: "r1", up: "INSERT INTO effects VALUES ('left up');", down: nil)
        #expect(try place.flotilla("merge --rev-id m").status == 0)
        #expect(try place.flotilla("heads -o name").output == "m\n")
        #expect(try place.flotilla("history -r m:").output == "left, r2 -> m (head) (mergepoint), merge left, r2\n")
        #expect(try place.flotilla("upgrade --all").status == 0)
        #expect(try place.versions() == [["m"]])
    }

    @Test("merge takes what is named, and refuses what is no head")
    func mergeNamed() throws {
        let place = try Workplace()
        try place.revision("left", after: "r1", up: "SELECT 1;", down: nil)
        #expect(try place.flotilla("merge r1 left").status == 64)
        #expect(try place.flotilla("merge left left").status == 64)
        #expect(try place.flotilla(["merge", "left", "r2", "-m", "Both", "--rev-id", "m"]).status == 0)
        #expect(try text("m_both.sql", in: place).contains("-- Revises: left, r2\n"))
    }

    @Test("edit opens the file of the revision, and its exit code is the editor's")
    func edit() throws {
        let place = try Workplace()
        try place.write("editor.sh", "echo '-- edited' >> \"$2\"\nexit 7\n")
        let editor = ["EDITOR": "sh editor.sh --wait"]
        #expect(try place.flotilla(["edit", "r1"], environment: editor).status == 7)
        #expect(try text("r1.sql", in: place).hasSuffix("-- edited\n"))
        #expect(try place.flotilla(["edit"], environment: editor.merging(["VISUAL": "true"]) { $1 }).status == 0)
        #expect(try !text("r2.sql", in: place).contains("edited"))
    }

    @Test("edit says what it lacks")
    func editRefused() throws {
        let place = try Workplace()
        let refused = try place.flotilla("edit")
        #expect(refused.status == 64 && refused.errors.contains("EDITOR"))
        #expect(try place.flotilla(["edit", "base"], environment: ["EDITOR": "true"]).status == 64)
        #expect(try place.flotilla(["edit", "nothing"], environment: ["EDITOR": "true"]).status == 64)
    }

    @Test("edit current asks the database")
    func editCurrent() throws {
        let place = try Workplace()
        try place.flotilla("upgrade r1 --all")
        try place.write("editor.sh", "echo '-- edited' >> \"$1\"\n")
        #expect(try place.flotilla(["edit", "current"], environment: ["EDITOR": "sh editor.sh"]).status == 0)
        #expect(try text("r1.sql", in: place).hasSuffix("-- edited\n"))
    }
}
