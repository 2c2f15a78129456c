// Graphs that fit on one line of a test.

import FlotillaRevisions

extension RevisionNode {
    /// `c <a,b ~d #left`: `c` revises `a` and `b`, depends on `d` and carries the label `left`.
    init(literal: String) {
        let words = literal.split(separator: " ").map(String.init)
        func names(_ sign: Character) -> [String] {
            words.dropFirst().filter { $0.first == sign }
                .flatMap { $0.dropFirst().split(separator: ",").map(String.init) }
        }
        self.init(
            RevisionID(words.first ?? ""), parents: names("<").map { RevisionID($0) },
            dependencies: names("~").map { RevisionName($0) }, labels: names("#").map { BranchLabel($0) })
    }
}

/// Revisions are separated by semicolons.
func nodes(_ literal: String) -> [RevisionNode] {
    literal.split(separator: ";").map { RevisionNode(literal: String($0)) }
}

func graph(_ literal: String) throws -> RevisionGraph { try RevisionGraph(nodes(literal)) }

extension RevisionID: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(text) }
}

extension RevisionPath {
    /// `+a -b`: what is applied and taken back, in order.
    var text: String { map { ($0.direction == .up ? "+" : "-") + $0.revision.text }.joined(separator: " ") }
}

/// What a refusal says, or nil when there was none.
func refusal<Result>(_ body: () throws(RevisionError) -> Result) -> RevisionError? {
    do throws(RevisionError) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}
