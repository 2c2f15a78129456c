import FlotillaInventory
import FlotillaKit

/// Why a secret cannot be had, as the end of a sentence.
enum SecretProblemText {
    static func of(_ problem: SecretProblem) -> String {
        switch problem {
        case .notSet: "it is not set"
        case .empty: "it is empty"
        case .unreadable(let words): words
        case .notRegularFile: "it is not a regular file"
        case .tooLarge(let limit): "it is larger than \(Wording.count(limit)) bytes"
        case .notText: "it is not UTF-8 text"
        case .notPort: "it is no port between 1 and 65535"
        case .command(let problem): "the command " + ProcessProblemText.of(problem)
        }
    }
}

/// How a program fell short, as the end of a sentence that begins with its name.
enum ProcessProblemText {
    static func of(_ problem: ProcessProblem) -> String {
        switch problem {
        case .notStarted(let words): "could not be started: \(words)"
        case .exited(let code): "ended with exit code \(code)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut: "did not end in time"
        case .tooMuchOutput(let limit): "wrote more than \(Wording.count(limit)) bytes"
        case .stopped: "was stopped with us"
        }
    }
}

/// How a web service fell short.
enum HTTPProblemText {
    static func of(_ problem: HTTPProblem) -> ReasonText {
        switch problem {
        case .badURL: .init("the source's url is no absolute http or https URL")
        case .notEncrypted(let host):
            .init(
                "the list of targets would come from \(host) unencrypted",
                [.next("use https, or add insecure: true where that is what you want")])
        case .unreachable(let words):
            .init(
                "the web service that lists targets cannot be reached",
                [.words(words), .next("make it reachable, or correct the source's url, then repeat the command")])
        case .timedOut:
            .init(
                "the web service that lists targets did not answer in time",
                [.next("try again when it does, or raise the source's timeout")])
        case .status(let code):
            .init(
                "the web service that lists targets answered with status \(code)",
                [.next("correct the source's url or credentials, or the service, then repeat the command")])
        case .redirected(let code):
            .init(
                "the web service that lists targets wants to send us elsewhere (status \(code))",
                [.next("write the new address into the inventory if you trust it")])
        case .pageTooLarge(let limit):
            .init("a page of the list of targets is larger than \(Wording.count(limit)) bytes")
        case .tooManyPages(let limit): .init("the list of targets has more than \(Wording.count(limit)) pages")
        case .otherOrigin: .init("the next page of the list of targets is on another server")
        case .samePageAgain: .init("the next page of the list of targets is the one just read")
        case .pointer(let pointer): .init("there is no list at \(pointer) in the answer")
        }
    }
}
