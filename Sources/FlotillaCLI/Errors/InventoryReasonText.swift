import FlotillaDriver
import FlotillaInventory
import FlotillaKit

/// The reasons of ``InventoryError`` that need more than a line.
extension ReasonText {
    static func unknownFileKind(_ allowed: [String]) -> Self {
        .init(
            "the name of the file does not tell what is in it",
            [.next("let it end in \(Wording.list(allowed, joining: "or"))")])
    }

    static func unreadable(_ words: String) -> Self {
        .init(
            "the file cannot be read",
            [
                .words(words),
                .next("write it, or correct its name where it is given ('flotilla help environment' tells where)"),
            ])
    }

    static func unknownKey(_ key: String, _ nearest: String?, _ allowed: [String]) -> Self {
        let suggestion = Complaint.Fact.suggestion(nearest.map { [$0] } ?? [])
        return .init(
            "there is no key '\(key)' here",
            suggestion.isEmpty ? [.next("known here: \(Wording.list(allowed))")] : suggestion)
    }

    static func repeatedKey(_ key: String, _ first: Place?) -> Self {
        .init("the key '\(key)' is given twice", first.map { [.init("first", "\($0)")] } ?? [])
    }

    static func wrongType(_ key: String, _ expected: InventoryError.Shape) -> Self {
        let what = key.isEmpty ? "the file" : "'\(key)'"
        return switch expected {
        case .text: .init("\(what) must be text")
        case .list: .init("\(what) must be a list")
        case .mapping: .init("\(what) must be keys with values")
        }
    }

    static func badID(_ text: String, _ problem: InventoryError.IDProblem) -> Self {
        let next = [Complaint.Fact.next("give the target another id; its URL stays as it is")]
        return switch problem {
        case .empty: .init("a target's id is empty", next)
        case .tooLong(let limit): .init("the id '\(text)' is longer than \(limit) characters", next)
        case .badCharacter: .init("the id '\(text)' holds white space or a character that cannot be seen", next)
        }
    }

    static func badCatalogueName(_ text: String, _ source: String, _ problem: InventoryError.IDProblem) -> Self {
        let why =
            switch problem {
            case .empty: "it is empty"
            case .tooLong(let limit): "it is longer than \(limit) characters"
            case .badCharacter: "it holds white space or a character that cannot be seen"
            }
        // `excluding` takes LIKE patterns: a sign that has a meaning there is taken literally with a backslash.
        let pattern = String(text.flatMap { "\\%_".contains($0) ? ["\\", $0] : [$0] })
        return .init(
            "the server has one of the \(source) called '\(text)', which cannot be a target's id: \(why)",
            [
                .state("nothing was done"),
                .next("leave it out, with excluding: ['\(pattern)'] in this source, or rename it on the server"),
            ])
    }

    static func repeatedID(_ text: String, _ first: Place) -> Self {
        .init(
            "two targets are called '\(text)'",
            [.init("first", "\(first)"), .next("rename one; ids that differ only in case count as equal")])
    }

    static func badLabelKey(_ key: String, _ problem: InventoryError.LabelProblem) -> Self {
        switch problem {
        case .malformed:
            .init(
                "'\(key)' cannot be a label",
                [.next("use 1 to 63 letters, digits, _ - . /, beginning with a letter, a digit or _")])
        case .reserved: .init("'\(key)' cannot be a label: selectors use this name for something else")
        }
    }

    /// A wrong option is named as it was typed; a place in a file is told by the error itself.
    static func badSetting(_ key: SettingKey, _ origin: SettingOrigin, _ text: String, _ expected: String) -> Self {
        .init("\(name(of: key, origin)) cannot be '\(text)'", [.next("give \(expected)")])
    }

    static func badLedger(_ origin: SettingOrigin?, _ problem: LedgerProblem) -> Self {
        let why =
            switch problem {
            case .badURL(let problem): URLProblemText.of(problem)
            case .engine(let engine): "a ledger cannot be kept in \(engine.rawValue)"
            case .schema: "the ledger has the schema flotilla for itself, so the URL names none"
            }
        return .init(
            "\(name(of: .ledger, origin ?? .standard)) names no place for a ledger: \(why)",
            [
                .state("nothing was done"),
                .next("give the path of a file, such as .flotilla/ledger.db, or postgresql://user@host/database"),
            ])
    }

    private static func name(of key: SettingKey, _ origin: SettingOrigin) -> String {
        switch origin {
        case .flag(let flag): flag
        case .environment(let variable): variable
        case .file, .standard: "the setting \(key.rawValue)"
        }
    }

    static func secretUnavailable(_ reference: Reference, _ problem: SecretProblem) -> Self {
        .init(
            "the secret \(reference) cannot be had: \(SecretProblemText.of(problem))",
            [.next("provide it, or correct the reference where it is written, then repeat the command")])
    }

    static func database(_ error: DriverError) -> Self {
        let code = error.code.isEmpty ? "" : " (\(error.code))"
        return .init(
            "a database that lists targets cannot be asked: \(error.cause.rawValue)\(code)",
            [
                .words(error.message),
                .next("correct the source's url, or make the server answer, then repeat the command"),
            ])
    }

    static func glob(_ pattern: String, _ problem: InventoryError.GlobProblem) -> Self {
        switch problem {
        case .climbs: .init("the pattern '\(pattern)' holds '..'", [.next("begin the pattern where the files are")])
        case .escapesRoot(let path):
            .init("the pattern '\(pattern)' leads out of its folder by a symbolic link", [.init("link", path)])
        case .empty: .init("the pattern is empty")
        }
    }

    static func command(_ name: String, _ problem: ProcessProblem, _ words: String) -> Self {
        let said = words.isEmpty ? [] : [Complaint.Fact.words(words)]
        let next: [Complaint.Fact] =
            switch problem {
            case .notStarted: [.next("correct the command where it is given; it runs in the inventory's folder")]
            case .exited, .killed:
                [.next("run it yourself in the inventory's folder, correct what it says, then repeat the command")]
            case .timedOut: [.next("find out what it waits for, or raise the source's timeout")]
            case .tooMuchOutput: [.next("let it print less")]
            case .stopped: [.state("nothing was changed")]
            }
        return .init("the command '\(name)' \(ProcessProblemText.of(problem))", said + next)
    }
}
