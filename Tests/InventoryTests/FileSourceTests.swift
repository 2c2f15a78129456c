import FlotillaDriver
import Testing

@testable import FlotillaInventory

@Suite("Sources of files")
struct FileSourceTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func ids(_ source: String) throws -> [String] {
        let path = try folder.write("inventory.yaml", "sources:\n  - \(source)\n")
        return try targets(at: path).map(\.id.text)
    }

    private func problem(_ source: String) throws -> Found {
        let path = try folder.write("inventory.yaml", "sources:\n  - \(source)\n")
        do throws(InventoryError) { _ = try targets(at: path) } catch { return Found(error, in: folder) }
        throw Failure(words: "no problem was found")
    }

    private func make(_ names: String...) throws { for name in names { try folder.write(name, "") } }

    @Test("find files in the order of their names, named by their stems")
    func stems() throws {
        try make("tenants/b.db", "tenants/a.db", "tenants/c.txt", "tenants/.hidden.db", "tenants/a.db-wal")
        #expect(try ids("files: {glob: 'tenants/*.db*'}") == ["a", "b"])
    }

    @Test("give SQLite URLs that name the real file", arguments: ["a%b?.db", "ü c#.db"])
    func urls(name: String) throws {
        try make("tenants/" + name)
        let path = try folder.write("inventory.yaml", "sources:\n- files: {glob: 'tenants/*', prefix: x}\n")
        let found = try? targets(at: path)
        // A name with a space is no id.
        guard let target = found?.first else {
            #expect(name.contains(" "))
            return
        }
        let real = Paths.join(Paths.real(folder.path) ?? "", "tenants/" + name)
        #expect(try target.resolve(secrets: Secrets()).database == real)
    }

    @Test("walk folders with **")
    func recursive() throws {
        try make("t/a.db", "t/x/b.db", "t/x/y/c.db", "u/d.db")
        #expect(try ids("files: {glob: 't/**/*.db'}") == ["a", "b", "c"])
    }

    @Test("match one character with ?")
    func oneCharacter() throws {
        try make("t/a1.db", "t/a22.db", "t/aü.db")
        #expect(try ids("files: {glob: 't/a?.db'}") == ["a1", "aü"])
    }

    @Test("use paths where stems would be the same, whatever their case, and only there")
    func collidingStems() throws {
        try make("t/eu/acme.db", "t/us/ACME.db", "t/us/beta.db")
        #expect(try ids("files: {glob: 't/*/*.db'}") == ["t/eu/acme.db", "t/us/ACME.db", "beta"])
    }

    @Test("use paths always when told so")
    func alwaysPaths() throws {
        try make("t/a.db")
        #expect(try ids("files: {glob: '*.db', root: t, id: path}") == ["a.db"])
    }

    @Test("add labels, prefix and place")
    func labels() throws {
        try make("t/a.db")
        let path = try folder.write(
            "inventory.yaml", "sources:\n- files: {glob: 't/*.db', labels: {tier: free}}\n  prefix: x-\n")
        let found = try targets(at: path)
        #expect(found.map(\.id.text) == ["x-a"] && found[0].labels == ["tier": "free"] && found[0].origin.line == 2)
    }

    @Test("refuse patterns that climb")
    func climbing() throws {
        #expect(try problem("files: {glob: '../*.db'}").reason == .glob(text: "../*.db", .climbs))
    }

    @Test("refuse a link that leads outside of the root")
    func escaping() throws {
        let outside = try Folder()
        try outside.write("secret.db", "")
        try make("t/a.db")
        folder.link("t/b.db", to: outside.path + "/secret.db")
        #expect(try problem("files: {glob: 't/*.db'}").reason == .glob(text: "t/*.db", .escapesRoot(path: "t/b.db")))
    }

    @Test("refuse two names of one file")
    func sameFile() throws {
        try make("t/a.db")
        folder.link("t/current.db", to: "a.db")
        #expect(try problem("files: {glob: 't/*.db'}").reason == .sameFile(first: "t/a.db", second: "t/current.db"))
    }

    @Test("take the fixed part of an absolute pattern for the root")
    func absolute() throws {
        try make("t/a.db")
        #expect(try ids("files: {glob: '\(folder.path)/t/*.db'}") == ["a"])
    }

    @Test("fail on a folder that is not there")
    func missingFolder() throws {
        #expect(try ids("files: {glob: 'nowhere/*.db'}").isEmpty)
        #expect(
            try problem("files: {glob: '*.db', root: nowhere}").reason
                == .unreadable(words: "No such file or directory"))
    }

    @Test("include other inventories relative to the one that names them")
    func otherFile() throws {
        try folder.write("more/list.csv", "id,url,tier\na,sqlite:a.db,pro\n")
        try folder.write(
            "more/index.yaml", "sources:\n- file: list.csv\n  prefix: y-\n  labels: {tier: free, via: y}\n")
        let path = try folder.write(
            "inventory.yaml", "sources:\n- file: more/index.yaml\n  prefix: x-\n  labels: {via: x}\n")
        let found = try targets(at: path)
        #expect(found.map(\.id.text) == ["x-y-a"])
        #expect(found[0].labels == ["tier": "pro", "via": "y"])
        #expect(try found[0].resolve(secrets: Secrets()).database == folder.path + "/more/a.db")
    }

    @Test("may not include each other in a circle")
    func circle() throws {
        try folder.write("b.yaml", "sources:\n- file: inventory.yaml\n")
        #expect(try problem("file: b.yaml").reason == .fileCycle)
    }

    private static let wrong: [(String, Found)] = [
        (
            "fiels: {glob: '*'}",
            Found(.unknownKey("fiels", nearest: "files", allowed: Source.kinds), at: "inventory.yaml:2:5")
        ),
        (
            "files: {glob: '*', lables: {}}",
            Found(
                .unknownKey(
                    "lables", nearest: "labels", allowed: ["glob", "root", "id", "labels", "prefix", "timeout"]),
                at: "inventory.yaml:2:24")
        ),
        ("files: {root: x}", Found(.missingKey("glob"), at: "inventory.yaml:2:5")),
        ("{file: a.csv, command: ls}", Found(.chooseOne(of: Source.kinds), at: "inventory.yaml:2:5")),
        (
            "{file: a.csv, timeout: 10}",
            Found(.badValue(key: "timeout", text: "10", expected: DurationText.expected), at: "inventory.yaml:2:28")
        ),
        ("file: a.txt", Found(.unknownFileKind(allowed: InventoryFile.Kind.allCases.map(\.rawValue)), at: "a.txt")),
        ("file: nowhere.csv", Found(.unreadable(words: "No such file or directory"), at: "nowhere.csv")),
        ("query: {url: 'mysql://h', sql: x}", Found(.badURL(.missingDatabase), at: "inventory.yaml:2:28")),
        ("databases: {url: 'mysql://h/d'}", Found(.missingKey("matching"), at: "inventory.yaml:2:5")),
    ]

    @Test("are refused with the place of what is wrong", arguments: wrong.indices)
    func places(index: Int) throws {
        let (source, expected) = Self.wrong[index]
        #expect(try problem(source) == expected)
    }

    @Test("are all tried when all problems are asked for")
    func allProblems() throws {
        let path = try folder.write("inventory.yaml", "sources:\n- file: a.csv\n- files: {}\n- file: b.csv\n")
        #expect(try Inventory.load(path).problems(.empty).count == 3)
    }
}
