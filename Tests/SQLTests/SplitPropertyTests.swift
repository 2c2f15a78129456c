import FlotillaSQL
import Testing

/// Random scripts out of the fragments that have broken splitters, glued without mercy.
struct ScriptGenerator {
    private var random: SplitMix64
    let engine: Engine

    init(seed: UInt64, engine: Engine) {
        random = SplitMix64(state: seed)
        self.engine = engine
    }

    mutating func next() -> [UInt8] {
        let count = Int.random(in: 0...24, using: &random)
        return (0..<count).flatMap { _ in fragment() }
    }

    private mutating func fragment() -> [UInt8] {
        if Int.random(in: 0..<12, using: &random) == 0 {
            return (0..<Int.random(in: 1...4, using: &random)).map { _ in .random(in: 0...255, using: &random) }
        }
        return Array(Self.fragments.randomElement(using: &random, or: "").utf8)
    }

    private static let fragments = [
        "'", "''", "\"", "`", "[", "]", "\\", "\\'", "E'", "e'a\\'b'", "U&'", "N'", "x'00'", "'a;b'", "\"a;b\"",
        "`a;b`",
        "[a;b]", "$$", "$a$", "$b$", "$1", "$é$", "--", "-- ", "#", "/*", "*/", "/*!", "/*!50003 ", "/*M!100100 ",
        "/*!99999 ",
        "/*+", ";", ";;", "; ", "\n", "\r\n", "\r", "\t", " ", " ", "\u{FEFF}", "\u{0B}", "(", ")", "DELIMITER //\n",
        "\nDELIMITER ;\n",
        "delimiter $$\n", "DELIMITER ;;\n", "//", "\\N", "\\restrict a\n", "\\.\n", "COPY t FROM stdin;\n",
        "COPY t FROM stdin",
        "CREATE ", "OR REPLACE ", "FUNCTION ", "PROCEDURE p() ", "TRIGGER t ", "EVENT e ", "PACKAGE k AS ",
        "FOR EACH ROW ",
        "BEGIN ", "BEGIN ATOMIC ", "BEGIN NOT ATOMIC ", "END", " END;", "CASE ", "WHEN ", "THEN ", "ELSE ", "IF ",
        "END IF ",
        "LOOP ", "WHILE ", "DO ", "REPEAT ", "UNTIL ", "DECLARE ", "HANDLER FOR ", "SELECT 1", "SELECT ", "a", "é", "1",
        "1e",
        ".", ".read x\n", "source x\n", ":", ":=", "<<", ">>", ",", "=", "@", "-", "/", "*", "U", "E", "SET ",
    ]
}

struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Array {
    func randomElement(using random: inout some RandomNumberGenerator, or fallback: Element) -> Element {
        randomElement(using: &random) ?? fallback
    }
}

@Suite("Properties of splitting")
struct SplitPropertyTests {
    private static let scripts = 20_000

    @Test("The pieces of any script, joined, are the script", arguments: Engine.allCases)
    func piecesJoin(_ engine: Engine) {
        var generator = ScriptGenerator(seed: 1, engine: engine)
        let failure = firstFailure(&generator) { SQLScript($0, engine: engine).joined == $0 }
        #expect(failure == nil)
    }

    @Test("Each statement, split again, is one statement: itself", arguments: Engine.allCases)
    func splittingIsIdempotent(_ engine: Engine) {
        var generator = ScriptGenerator(seed: 2, engine: engine)
        let failure = firstFailure(&generator) { bytes in
            SQLScript(bytes, engine: engine).statements.allSatisfy { statement in
                let again = SQLScript(statement.bytes, engine: engine, options: statement.options)
                return again.statements.map(\.bytes) == [statement.bytes]
            }
        }
        #expect(failure == nil)
    }

    @Test("Statements stand where they say, in order", arguments: Engine.allCases)
    func rangesAreTrue(_ engine: Engine) {
        var generator = ScriptGenerator(seed: 3, engine: engine)
        let failure = firstFailure(&generator) { bytes in
            let script = SQLScript(bytes, engine: engine)
            var end = 0
            return script.statements.allSatisfy { statement in
                defer { end = statement.range.upperBound }
                return statement.range.lowerBound >= end && bytes[statement.range].elementsEqual(statement.bytes)
                    && statement.line == SQLPosition(offset: statement.range.lowerBound, in: bytes).line
            }
        }
        #expect(failure == nil)
    }

    @Test("Whatever a statement is, its effect can be asked for", arguments: Engine.allCases)
    func effectsNeverTrap(_ engine: Engine) {
        var generator = ScriptGenerator(seed: 4, engine: engine)
        let failure = firstFailure(&generator) { bytes in
            SQLScript(bytes, engine: engine).statements.allSatisfy {
                $0.catalogueEffect.facts.isEmpty || $0.traits.command != ""
            }
        }
        #expect(failure == nil)
    }

    private func firstFailure(_ generator: inout ScriptGenerator, _ holds: ([UInt8]) -> Bool) -> String? {
        for _ in 0..<Self.scripts {
            let bytes = generator.next()
            if !holds(bytes) { return String(decoding: bytes, as: UTF8.self) }
        }
        return nil
    }
}
