import FlotillaDriver
import Testing

/// Version tables of other tools on real servers: what Flotilla writes, and what it makes of rows as the tools write them.
@Suite("The version table of another tool", .serialized)
struct VersionTableTests {
    /// Every tool on every engine.
    static let pairs = VersionTool.allCases.flatMap { tool in
        EngineUnderTest.all.map { VersionTableUnderTest(tool: tool, engine: $0) }
    }

    static func of(_ tool: VersionTool) -> [VersionTableUnderTest] { pairs.filter { $0.tool == tool } }

    @Test("says how far the database has come, step by step, up and down", arguments: pairs)
    func steps(_ table: VersionTableUnderTest) async throws {
        let seen = try await table.whenMade { open in
            var seen = [try open.look().versions]
            for change in [
                VersionChange.insert("1"), .replace(old: "1", new: "2"), .replace(old: "2", new: "3"),
                .replace(old: "3", new: "2"), .replace(old: "2", new: "1"), .delete("1"), .insert("1"),
            ] {
                try open.apply(change)
                seen.append(try open.look().versions)
            }
            return seen
        }
        #expect(seen == [[], ["1"], ["2"], ["3"], ["2"], ["1"], [], ["1"]])
    }

    @Test("is left alone when its tool has been there first", arguments: pairs)
    func overtaken(_ table: VersionTableUnderTest) async throws {
        let (refused, versions) = try await table.whenMade { open in
            try open.apply(.insert("1"))
            try open.session.run(open.written(2))
            var refused: [Bool] = []
            // The step that the tool has taken, and one back from where the database is not any more.
            for change in [VersionChange.replace(old: "1", new: "2"), .insert("2"), .delete("3")] {
                do throws(DriverError) {
                    try open.apply(change)
                    refused.append(false)
                } catch {
                    refused.append(true)
                }
            }
            return (refused, try open.look().versions)
        }
        #expect(refused == [true, true, true] && versions == ["2"])
    }

    @Test("is set to what a person says, from wherever it was", arguments: pairs)
    func settled(_ table: VersionTableUnderTest) async throws {
        let seen = try await table.whenMade { open in
            var seen: [[String]?] = []
            for change in [
                VersionChange.settle(from: nil, to: "3"), .settle(from: "3", to: "1"), .settle(from: "1", to: "2"),
                .settle(from: "2", to: nil), .settle(from: nil, to: "2"), .clear,
            ] {
                try open.apply(change)
                seen.append(try open.look().versions)
            }
            return seen
        }
        #expect(seen == [["3"], ["1"], ["2"], [], ["2"], []])
    }

    @Test("tells of a version that the folder does not have", arguments: pairs)
    func unknown(_ table: VersionTableUnderTest) async throws {
        let opening = try await table.whenMade { open in
            try open.session.run(open.written(7))
            return try open.look()
        }
        #expect(opening.versions == ["7"] && opening.trouble == nil)
    }

    /// golang-migrate's one row speaks for all before it.
    @Test(
        "tells of a version that was passed over, until a person has said what is so",
        arguments: pairs.filter { $0.tool != .golangMigrate })
    func gap(_ table: VersionTableUnderTest) async throws {
        let (trouble, after) = try await table.whenMade { open in
            try open.apply(.insert("1"))
            try open.session.run(open.written(3))
            let trouble = try open.look().trouble
            try open.apply(.settle(from: nil, to: "3"))
            return (trouble, try open.look())
        }
        #expect(trouble == .missing(["2"], before: "3"))
        #expect(after.trouble == nil && after.versions == ["3"])
    }

    @Test("holds what a script asks of it, and nothing else", arguments: pairs)
    func conditions(_ table: VersionTableUnderTest) async throws {
        let answers = try await table.whenMade { open in
            func holds(_ versions: [String]) throws -> Bool {
                let condition = open.dialect.holdsVersions(versions, in: open.request)
                return try open.session.value("SELECT CASE WHEN \(condition) THEN 1 ELSE 0 END") == "1"
            }
            var answers = [try holds([]), try holds(["1"])]
            try open.apply(.settle(from: nil, to: "2"))
            answers += [try holds([]), try holds(["1"]), try holds(["2"]), try holds(["3"])]
            return answers
        }
        #expect(answers == [true, false, false, false, true, false])
    }
}

// MARK: Tool by tool

extension VersionTableTests {
    @Test("of golang-migrate has its one row, or none", arguments: of(.golangMigrate))
    func golangMigrateRows(_ table: VersionTableUnderTest) async throws {
        let rows = try await table.whenMade { open in
            var rows = [try open.rows("*")]
            for change in [VersionChange.insert("1"), .replace(old: "1", new: "2"), .replace(old: "2", new: "1")] {
                try open.apply(change)
                rows.append(try open.rows("version, CASE WHEN dirty THEN 'dirty' ELSE 'clean' END"))
            }
            try open.apply(.delete("1"))
            return rows + [try open.rows("*")]
        }
        #expect(rows == [[], [["1", "clean"]], [["2", "clean"]], [["1", "clean"]], []])
    }

    @Test(
        "of golang-migrate that is dirty is told as such and not moved, until a person has decided",
        arguments: of(.golangMigrate))
    func dirty(_ table: VersionTableUnderTest) async throws {
        let seen = try await table.whenMade { open in
            var seen: [VersionTrouble?] = []
            for version in ["2", "-1"] {
                try open.session.run("DELETE FROM \(open.name)")
                try open.session.run("INSERT INTO \(open.name) VALUES (\(version), TRUE)")
                seen.append(try open.look().trouble)
            }
            let refusal = #expect(throws: DriverError.self) { try open.apply(.insert("1")) }
            try open.apply(.settle(from: nil, to: "2"))
            return (seen, refusal != nil, try open.look())
        }
        #expect(seen.0 == [.dirty("2"), .dirty(nil)] && seen.1)
        #expect(seen.2.versions == ["2"] && seen.2.trouble == nil)
    }

    @Test("of golang-migrate is dirty while a step without a transaction is half done", arguments: of(.golangMigrate))
    func marked(_ table: VersionTableUnderTest) async throws {
        let marks = try await table.whenMade { open in
            let mark = "version, CASE WHEN dirty THEN 'dirty' ELSE 'clean' END"
            let first = open.step("1", "up")
            var marks: [[[String?]]] = []
            var openings: [Opening] = []
            func note(_ statements: [String]) throws {
                _ = try open.session.run(Batch(statements: statements), deadline: .after(.seconds(20)))
                marks.append(try open.rows(mark))
                openings.append(try open.look())
            }
            try note(open.dialect.journal(.createTable, in: open.request))
            try note(open.dialect.record(.write(first, effects: []), in: open.request))
            try note(open.dialect.record(.abandon(first), in: open.request))
            try note(open.dialect.journal(.createTable, in: open.request))
            try note(open.dialect.record(.write(first, effects: []), in: open.request))
            try open.apply(.insert("1"))
            try note(open.dialect.record(.clear, in: open.request))
            try open.dropJournal()
            return (marks, openings)
        }
        #expect(marks.0 == [[], [["1", "dirty"]], [], [], [["1", "dirty"]], [["1", "clean"]]])
        #expect(marks.1.map(\.versions) == [[], [], [], [], [], ["1"]])
        #expect(marks.1.allSatisfy { $0.trouble == nil })
    }

    @Test("of goose begins with the row of version 0 and loses the rows of what is taken back", arguments: of(.goose))
    func gooseRows(_ table: VersionTableUnderTest) async throws {
        let rows = try await table.whenMade { open in
            var rows = [try open.rows("id, version_id, CASE WHEN is_applied THEN 1 ELSE 0 END")]
            try open.apply(.insert("1"))
            try open.apply(.replace(old: "1", new: "2"))
            rows.append(try open.rows("version_id, CASE WHEN tstamp IS NULL THEN 'no time' ELSE 'time' END"))
            // As releases before the third took a version back.
            try open.session.run("INSERT INTO \(open.name) (version_id, is_applied) VALUES (2, FALSE)")
            let old = try open.look().versions
            try open.session.run("INSERT INTO \(open.name) (version_id, is_applied) VALUES (2, TRUE)")
            try open.apply(.replace(old: "2", new: "1"))
            rows.append(try open.rows("version_id"))
            return (rows, old)
        }
        #expect(rows.0[0] == [["1", "0", "1"]])
        #expect(rows.0[1] == [["0", "time"], ["1", "time"], ["2", "time"]] && rows.1 == ["1"])
        #expect(rows.0[2] == [["0"], ["1"]])
    }

    @Test("of dbmate has a row for each version and nothing more", arguments: of(.dbmate))
    func dbmateRows(_ table: VersionTableUnderTest) async throws {
        let rows = try await table.whenMade { open in
            try open.apply(.insert("1"))
            try open.apply(.replace(old: "1", new: "2"))
            return try open.rows("*")
        }
        #expect(rows == [["1"], ["2"]])
    }

    @Test("of Flyway tells all that was ever done, in ranks", arguments: of(.flyway))
    func flywayRows(_ table: VersionTableUnderTest) async throws {
        let rows = try await table.whenMade { open in
            try open.apply(.insert("1"))
            try open.apply(.replace(old: "1", new: "2"))
            try open.apply(.replace(old: "2", new: "1"))
            return try open.rows("installed_rank, version, description, type, script, checksum")
        }
        #expect(
            rows == [
                ["1", "1", "the 1", "SQL", "V1__the_1.sql", "-101"],
                ["2", "2", "the 2", "SQL", "V2__the_2.sql", "-102"],
                ["3", "2", "the 2", "DELETE", "V2__the_2.sql", "-102"],
            ])
    }

    @Test("of Flyway says who, when, how long and that it went well", arguments: of(.flyway))
    func flywayFacts(_ table: VersionTableUnderTest) async throws {
        let row = try await table.whenMade { open in
            let pause =
                switch table.engine.name {
                case "PostgreSQL": "SELECT pg_sleep(0.05)"
                case "SQLite": "SELECT 1"
                default: "SELECT SLEEP(0.05)"
                }
            try open.apply(.insert("1"), after: open.dialect.stepBeginning(open.request) + [pause])
            return try open.rows(
                """
                CASE WHEN installed_on IS NULL THEN 'no time' ELSE 'time' END, CASE WHEN success THEN 'well' ELSE 'badly' END, \
                execution_time, installed_by
                """)
        }
        #expect(row.first?.prefix(2) == ["time", "well"])
        let took = try #require(row.first?[2].flatMap { Int($0) })
        #expect(table.engine.name == "SQLite" ? took == 0 : (50..<20_000).contains(took))
        #expect((row.first?[3] == "") == (table.engine.name == "SQLite"))
    }

    @Test("of Flyway is read as Flyway reads it", arguments: of(.flyway))
    func flywayStates(_ table: VersionTableUnderTest) async throws {
        let seen = try await table.whenMade { open in
            var seen: [(versions: [String]?, trouble: VersionTrouble?)] = []
            for rows in [
                // A baseline speaks for what it covers, and repeated scripts and made schemas for nothing.
                ["NULL, 'x', 'SCHEMA', 'x', NULL, TRUE", "'1.0', 'b', 'BASELINE', 'b', NULL, TRUE"],
                ["'01', 'the 1', 'SQL', 'V01__the_1.sql', -101, TRUE", "NULL, 'r', 'SQL', 'R__r.sql', 5, TRUE"],
                ["'1', 'the 1', 'SQL', 'x', -101, TRUE", "'1', 'the 1', 'UNDO_SQL', 'U1', 3, TRUE"],
                ["'1', 'the 1', 'SQL', 'x', -101, TRUE", "'2', 'the 2', 'SQL', 'x', -102, FALSE"],
                ["'1', 'the 1', 'SQL', 'x', 44, TRUE"],
                ["NULL, 'r', 'SQL', 'R__r.sql', 5, FALSE"],
            ] {
                try open.session.run("DELETE FROM \(open.name)")
                for (rank, row) in rows.enumerated() {
                    try open.session.run(
                        """
                        INSERT INTO \(open.name) (version, description, type, script, checksum, success, installed_rank, \
                        installed_by, execution_time) VALUES (\(row), \(rank), 'us', 1)
                        """)
                }
                let opening = try open.look()
                seen.append((opening.versions, opening.trouble))
            }
            return seen
        }
        #expect(seen.map(\.versions) == [["1"], ["1"], [], ["1"], ["1"], []])
        #expect(
            seen.map(\.trouble) == [
                nil, nil, nil, .failed("2"), .edited("1", recorded: 44, found: -101), .failed("R__r.sql"),
            ])
    }
}
