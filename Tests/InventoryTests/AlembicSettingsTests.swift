import Testing

@testable import FlotillaInventory

@Suite("Where an Alembic project is")
struct AlembicSettingsTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func load(_ text: String) throws -> AlembicSettings? {
        try folder.write("flotilla.yaml", text)
        return try AlembicSettings.load(try Settings.load(from: folder.path, environment: Environment([:])))
    }

    private func problem(_ text: String) throws -> Found {
        do { _ = try load(text) } catch let error as InventoryError { return Found(error, in: folder) }
        throw Failure(words: "no problem was found")
    }

    @Test("is nowhere unless the settings say so")
    func absent() throws {
        #expect(try load("migrations: here\n") == nil)
    }

    @Test("is seen from the file, and everything in it from the project")
    func paths() throws {
        let found = try #require(
            try load("alembic: {project: shop, config: db/alembic.ini, python: env/bin/python, flask: 'shop:app'}\n"))
        #expect(found.project == folder.path + "/shop" && found.config == folder.path + "/shop/db/alembic.ini")
        #expect(found.python == folder.path + "/shop/env/bin/python" && found.flask == "shop:app")
    }

    @Test("has a Python of its own, or else the one in the path")
    func python() throws {
        #expect(try load("alembic: {project: .}\n")?.python == "python3")
        #expect(try load("alembic: {project: ., python: python3.9}\n")?.python == "python3.9")
        try folder.write("venv/bin/python", "")
        #expect(try load("alembic: {project: .}\n")?.python == folder.path + "/venv/bin/python")
        try folder.write(".venv/bin/python", "")
        #expect(try load("alembic: {project: .}\n")?.python == folder.path + "/.venv/bin/python")
    }

    @Test("has its alembic.ini where Alembic or Flask-Migrate puts it")
    func config() throws {
        #expect(try load("alembic: {project: .}\n")?.config == folder.path + "/alembic.ini")
        try folder.write("migrations/alembic.ini", "")
        #expect(try load("alembic: {project: .}\n")?.config == folder.path + "/migrations/alembic.ini")
    }

    @Test("is refused with the place of what is wrong")
    func problems() throws {
        #expect(try problem("alembic: {config: a.ini}\n").reason == .missingKey("project"))
        let unknown = try problem("alembic: {project: ., pyton: x}\n")
        #expect(
            unknown.reason
                == .unknownKey(
                    "pyton", nearest: "python", allowed: ["project", "config", "python", "flask", "bind", "x"]))
        #expect(try load("alembic: {project: .}\n")?.bind == nil)
        let told = try #require(try load("alembic: {project: ., bind: logs, x: [region=eu]}\n"))
        #expect(told.bind == "logs" && told.arguments == ["region=eu"])
        #expect(try problem("alembic: shop\n").reason == .wrongType(key: "alembic", expected: .mapping))
    }
}
