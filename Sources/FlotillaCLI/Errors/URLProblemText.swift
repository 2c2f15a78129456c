import FlotillaInventory
import FlotillaKit

extension Complaint {
    /// What was given with `--database`.
    init(databaseURL problem: URLProblem) {
        self.init(
            .usage, "--database: \(URLProblemText.of(problem))",
            [.next("write postgresql://user@host/database, mysql://user@host/database or sqlite:path")])
    }
}

/// Why a text is no usable URL, as the end of a sentence. Never shows text that might be part of a password.
enum URLProblemText {
    static func of(_ problem: URLProblem) -> String {
        switch problem {
        case .missingScheme: "it must begin with postgresql://, mysql:// or sqlite:"
        case .unknownScheme(let scheme): "\(named(scheme, else: "its scheme")) is not one of postgresql, mysql, sqlite"
        case .badPort: "its port is no number between 1 and 65535"
        case .badPercentEncoding: "a % must be followed by two hexadecimal digits (a % itself is written %25)"
        case .missingDatabase: "it names no database"
        case .unknownOption(let option, let nearest, let allowed): unknownOption(option, nearest, allowed)
        case .strayAt: "an @ stands behind the host; in a password write / as %2F, ? as %3F, @ as %40"
        case .malformed: "it is not of the form engine://user@host:port/database"
        case .unterminatedReference: "a ${ has no }"
        case .unknownReference(let kind): "\(named(kind, else: "this")) is not one of ${env:…}, ${file:…}, ${command:…}"
        case .emptyReference: "a ${…} names nothing"
        case .tooManyReferences(let limit): "it has more than \(limit) references"
        case .referenceFromOutside:
            "it holds a ${…} but comes from another system; allow that with references: true if you trust it"
        case .schemaTwice: "the schema is given twice, and differently"
        case .schemaUnsupported(let engine): "\(engine.rawValue) has no schema to choose"
        case .badSchema: "the schema is empty, longer than 63 bytes, or holds a control character"
        case .inReference(let reference, let problem): "what \(reference) stands for: \(of(problem))"
        }
    }

    private static func named(_ text: String?, else words: String) -> String {
        text.flatMap { $0.isEmpty ? nil : "'\($0)'" } ?? words
    }

    private static func unknownOption(_ option: String?, _ nearest: String?, _ allowed: [String]) -> String {
        let rest = nearest.map { "did you mean \($0)?" } ?? "known are \(Wording.list(allowed))"
        return "there is no option \(named(option, else: "of this name")); \(rest)"
    }
}
