import FlotillaInventory
import FlotillaKit

/// A sentence and the facts below it, for one reason of a larger error.
struct ReasonText {
    var headline: String
    var facts: [Complaint.Fact]

    init(_ headline: String, _ facts: [Complaint.Fact] = []) {
        self.headline = headline
        self.facts = facts
    }
}

extension Complaint {
    /// What is wrong with an inventory, a source, a secret or the settings.
    init(_ error: InventoryError) {
        let text = ReasonText(error.reason)
        let place = error.place.map { [Fact.place("\($0)")] } ?? []
        let isSilent = !text.facts.contains { $0.label == Fact.nextLabel }
        let next =
            error.reason.isInterruption
            ? "repeat the command" : "correct \(place.isEmpty ? "that" : "it there"), then repeat the command"
        self.init(
            ProgramStatus(error.reason), text.headline, place + text.facts + (isSilent ? [.next(next)] : []))
    }
}

extension InventoryError.Reason {
    /// Nothing is wrong with what somebody wrote.
    fileprivate var isInterruption: Bool {
        switch self {
        case .stopped, .command(_, .stopped, _), .spool: true
        default: false
        }
    }
}

extension ProgramStatus {
    /// A source that cannot be asked is as much out of reach as the ledger; everything else a person wrote wrongly.
    fileprivate init(_ reason: InventoryError.Reason) {
        self =
            switch reason {
            case .database, .timedOut, .http(.unreachable), .http(.timedOut), .http(.status): .unreachable
            case .stopped: .interrupted
            case .badSetting(_, .flag, _, _), .badLedger(.flag, _): .usage
            case .unreadable, .unknownFileKind, .tooLarge, .notUTF8, .controlCharacter, .syntax, .featureRefused,
                .nestedTooDeep, .emptyFile, .unknownKey, .repeatedKey, .missingKey, .wrongType, .wrongFieldCount,
                .badValue, .chooseOne, .badID, .repeatedID, .badLabelKey, .badLabelValue, .badURL, .secretUnavailable,
                .fileCycle, .noDriver, .unsupportedBySource, .tooManyRows, .glob, .sameFile, .command, .http, .spool,
                .badSetting, .badLedger, .badCatalogueName, .policy:
                .badSettings
            }
    }
}

extension ReasonText {
    fileprivate init(_ reason: InventoryError.Reason) {
        self =
            switch reason {
            case .unreadable(let words): .unreadable(words)
            case .unknownFileKind(let allowed): .unknownFileKind(allowed)
            case .tooLarge(let limit): .init("the file is larger than \(Wording.count(limit)) bytes")
            case .notUTF8: .init("the file is not UTF-8 text")
            case .controlCharacter: .init("the file holds a control character")
            case .syntax(let words): .init("the file cannot be parsed", [.words(words)])
            case .featureRefused(let feature): .init("a YAML \(feature) is not allowed in this file")
            case .nestedTooDeep(let limit): .init("the file is nested deeper than \(Wording.count(limit, "level"))")
            case .emptyFile: .init("the file is empty")
            case .unknownKey(let key, let nearest, let allowed): .unknownKey(key, nearest, allowed)
            case .repeatedKey(let key, let first): .repeatedKey(key, first)
            case .missingKey(let key): .init("the key '\(key)' is missing")
            case .wrongType(let key, let expected): .wrongType(key, expected)
            case .wrongFieldCount(let expected, let found):
                .init("this row has \(Wording.count(found, "field")), the title line has \(Wording.count(expected))")
            case .badValue(let key, let text, let expected):
                .init("'\(key)' cannot be '\(text)'", [.next("give \(expected)")])
            case .chooseOne(let keys): .init("exactly one of \(Wording.list(keys, joining: "or")) must be given")
            case .badID(let text, let problem): .badID(text, problem)
            case .badCatalogueName(let text, let source, let problem): .badCatalogueName(text, source, problem)
            case .repeatedID(let text, let first): .repeatedID(text, first)
            case .badLabelKey(let key, let problem): .badLabelKey(key, problem)
            case .badLabelValue(let key, let limit):
                .init(
                    "the value of the label '\(key)' is longer than \(limit) characters, or holds a control character")
            case .badURL(let problem): .init("this is no connection URL: \(URLProblemText.of(problem))")
            case .secretUnavailable(let reference, let problem): .secretUnavailable(reference, problem)
            case .fileCycle:
                .init(
                    "this file includes itself, directly or through others",
                    [.next("take one of the file: sources on the way out")])
            case .timedOut: .init("the source did not answer in time", [.next("raise the source's timeout")])
            case .noDriver(let engine): .init("no driver for \(engine.rawValue) is built in")
            case .database(let error): .database(error)
            case .unsupportedBySource(let source, let engine):
                .init("the source '\(source)' cannot be used with \(engine.rawValue)")
            case .tooManyRows(let limit): .init("the source gave more than \(Wording.count(limit)) rows")
            case .glob(let pattern, let problem): .glob(pattern, problem)
            case .sameFile(let first, let second):
                .init("two names stand for one file on disk", [.place(first), .place(second)])
            case .command(let name, let problem, let words): .command(name, problem, words)
            case .http(let problem): HTTPProblemText.of(problem)
            case .stopped: .init("stopped while the inventory was being read", [.state("nothing was changed")])
            case .spool(let words):
                .init(
                    "the temporary file that holds the selection failed",
                    [.words(words), .state("nothing was changed")])
            case .badSetting(let key, let origin, let text, let expected): .badSetting(key, origin, text, expected)
            case .badLedger(let origin, let problem): .badLedger(origin, problem)
            case .policy(let problem): PolicyProblemText.of(problem)
            }
    }
}
