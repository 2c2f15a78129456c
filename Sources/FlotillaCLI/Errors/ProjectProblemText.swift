import FlotillaKit

/// Why a project cannot be made.
extension Complaint {
    init(_ problem: ProjectProblem) {
        switch problem {
        case .inTheWay(let paths):
            self.init(
                .usage, "\(Wording.list(paths)) \(paths.count == 1 ? "is" : "are") there already",
                [
                    .state("nothing was written"),
                    .next(
                        "name another folder for revisions, or another settings file with --config; or move these away"),
                ])
        case .severalFolders(let paths):
            self.init(
                .usage, "revisions of other tools lie in \(Wording.list(paths)), and it is not said which are meant",
                [
                    .state("nothing was written"),
                    .next("name the folder: flotilla init \(CommandText.quoted(paths.first ?? ""))"),
                ])
        case .system(let path, let words):
            self.init(
                .failed, "\(path) cannot be written",
                [
                    .words(words), .state("the project is not complete"),
                    .next("correct that, delete what was created, then repeat the command"),
                ])
        case .page(let path, let words):
            self.init(
                .failed, "\(path) cannot be written",
                [
                    .words(words), .state("pages before it are written, this and those behind it are not"),
                    .next("name another folder, or correct that and repeat the command"),
                ])
        }
    }
}
