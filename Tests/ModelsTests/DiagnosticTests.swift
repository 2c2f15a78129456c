import Foundation
import Testing

/// What the compiler says of models that are written wrongly, in the words of the macros.
@Suite("Mistakes in models")
struct DiagnosticTests {
    /// Each line with its complaint behind `//`.
    private static let lines = [
        "@Table class A { var id: Int = 0 } // @Table describes a struct, and this is a class",
        "@Table struct B { var id = 0 } // the type of 'id' is not written down",
        "@Table struct C { var (a, b): (Int, Int) } // a column is one property",
        "@Table struct D { @Column(.unique) var a: Int { 1 } } // @Column belongs to a stored property",
        "@Table struct E { @Column(.unique) var a, b: Int } // @Column is about one property",
        "@Index(\"a\") struct F { var a: Int } // @Index says something about a table",
        "@Table @Index() struct G { var a: Int } // @Index names no property",
        "@Table @Index(\"emial\") struct H { var email: Int } // there is no column 'emial': the properties are email",
        "@Table struct K { var a: Int; \n#if DEBUG\nvar b: Int\n#endif\n} // a column cannot stand under #if",
        "struct Odd {}; @Table struct I { var a: Odd } // this type stands for no column",
        "@Table struct J { @Column(.unqiue) var a: Int } // has no member 'unqiue'",
    ]

    @Test("are told at their line, with what to write")
    func mistakes() throws {
        // A file each: what is wrong in one keeps nothing of another from being looked at.
        let said = try Compiler.check(texts: Self.lines.map { "import FlotillaModels\n\($0)\n" })
        for line in Self.lines {
            let complaint = try #require(line.firstRange(of: " // ").map { line[$0.upperBound...] })
            #expect(said.contains(complaint), "\(complaint) in \(said)")
        }
    }
}
