import FlotillaSQL
import Testing

/// What is put into a script stays a text there, whatever stands in it, and is put nowhere else than where it was to be.
@Suite struct VariableTests {
    private func filledIn(
        _ script: String, _ values: [String: String], _ engine: Engine = .postgresql,
        _ options: SQLOptions = SQLOptions()
    ) throws -> String {
        String(
            decoding: try SQLVariables(values).filledIn(Array(script.utf8), engine: engine, options: options),
            as: UTF8.self)
    }

    @Test("a value is quoted, a raw one is not, and a fallback serves where there is none")
    func forms() throws {
        let script = "INSERT INTO t_:{n!raw} VALUES (:{a}, :{b=eu west-1}, :{c=});"
        #expect(
            try filledIn(script, ["n": "7", "a": "d'or"]) == "INSERT INTO t_7 VALUES ('d''or', 'eu west-1', '');")
        #expect(try filledIn(script, ["n": "7", "a": "x", "b": "us", "c": "y"]).hasSuffix("('x', 'us', 'y');"))
    }

    @Test(
        "nothing that stands in quotes, comments or data is a place",
        arguments: [
            "SELECT ':{a}', \":{a}\", $$:{a}$$, $b$:{a}$b$, E'\\':{a}'; -- :{a}\n/* :{a} /* :{a} */ */ SELECT 1",
            "COPY t FROM stdin;\n:{a}\n\\.\nSELECT 1;", "SELECT x::text, a[1:2], b[lo:hi], x::{a}",
        ])
    func elsewhere(script: String) throws {
        #expect(try filledIn(script, ["a": "no"]) == script)
    }

    @Test("casts and slices stay what they are beside a place")
    func neighbours() throws {
        #expect(
            try filledIn("SELECT :{a}::int, x:::{t!raw}, b[1::{n!raw}]", ["a": "1", "t": "bigint", "n": "2"])
                == "SELECT '1'::int, x::bigint, b[1::{n!raw}]")
    }

    @Test("a literal does not grow together with a prefix or a string beside it")
    func seams() throws {
        #expect(try filledIn("SELECT E:{a}, 'x':{a}'y'", ["a": "v"]) == "SELECT E 'v', 'x' 'v' 'y'")
    }

    @Test("no value ends its literal early", arguments: Engine.allCases)
    func hostile(engine: Engine) throws {
        let values = ["'", "''", "\\", "\\'", "'; DROP TABLE t; --", "$$", "*/", "\n\\'--", "\"", "`", "a\u{301}'"]
        for value in values {
            for options in [
                SQLOptions(), SQLOptions(standardConformingStrings: false, noBackslashEscapes: true, ansiQuotes: true),
            ] {
                let text = try filledIn("SELECT :{a}; SELECT 2", ["a": value], engine, options)
                let script = SQLScript(Array(text.utf8), engine: engine, options: options)
                #expect(script.statements.count == 2 && script.problems.isEmpty, "\(text)")
                #expect(script.statements[0].tokens.count <= 4, "\(text)")
            }
        }
    }

    @Test("a place that cannot be filled in is named with its line")
    func problems() {
        func problem(_ script: String, _ values: [String: String] = [:]) -> SQLVariableProblem? {
            do throws(SQLVariableProblem) {
                _ = try SQLVariables(values).filledIn(Array(script.utf8), engine: .sqlite)
                return nil
            } catch {
                return error
            }
        }
        let undefined = problem("SELECT 1;\n\nSELECT :{region}")
        #expect(undefined?.kind == .undefined("region") && undefined?.line == 3)
        #expect(problem("SELECT :{region\n}")?.kind == .malformed)
        #expect(problem("SELECT :{1a}")?.kind == .malformed)
        #expect(problem("SELECT :{a}", ["a": "x\0y"])?.kind == .unquotable("a"))
    }

    @Test("places in the body of a trigger and in a script with its own delimiter are found")
    func bodies() throws {
        let script =
            "DELIMITER //\nCREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW BEGIN INSERT INTO u VALUES (:{a}); END //\n"
        #expect(try filledIn(script, ["a": "v"], .mysql).contains("VALUES ('v'); END //"))
    }

    @Test("a placeholder of Flyway's is replaced wherever it stands, and by nothing but its value")
    func placeholders() throws {
        let script = Array("-- ${a}\nSELECT '${a}', \"${b.c}\", $${$$, ${a;\n".utf8)
        let filled = try SQLVariables(["a": "x'y", "b.c": "${a}"]).replacingPlaceholders(in: script)
        #expect(String(decoding: filled, as: UTF8.self) == "-- x'y\nSELECT 'x'y', \"${a}\", $${$$, ${a;\n")
    }

    @Test("a placeholder without a value is named with its line")
    func openPlaceholder() {
        let expected = #expect(throws: SQLVariableProblem.self) {
            try SQLVariables().replacingPlaceholders(in: Array("SELECT 1;\n\nSELECT ${a b};".utf8))
        }
        #expect(expected?.kind == .undefinedPlaceholder("a b") && expected?.line == 3)
    }
}
