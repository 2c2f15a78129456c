/// The floors as `Package.swift` lists them, from the top down.
struct Manifest {
    struct Floor {
        let name: String
        /// Declared dependencies that are targets of this package, C libraries included.
        let below: [String]
        let isPure: Bool
    }

    let floors: [Floor]

    init(_ text: String) {
        let targets = text.components(after: "    targets: [").components(before: "// Tests,")
        let openings = #/(?:floor\(\s*|system\(|systemLibrary\(name: |(?:executableTarget|macro)\(\s*name:\s*)"(\w+)"/#
        let matches = targets.matches(of: openings)
        let names = Set(matches.map { String($0.1) })
        let pure = targets.range(between: "// Pure", and: "// C libraries")
        floors = matches.enumerated().map { index, match in
            let end = index + 1 < matches.count ? matches[index + 1].range.lowerBound : targets.endIndex
            let quoted = targets[match.range.upperBound..<end].matches(of: #/"(\w+)"/#).map { String($0.1) }
            return Floor(
                name: String(match.1), below: quoted.filter(names.contains),
                isPure: pure?.contains(match.range.lowerBound) ?? false)
        }
    }

    static let ours = Manifest(Repository.text("Package.swift"))

    func floor(_ name: String) -> Floor? { floors.first { $0.name == name } }
    func height(_ name: String) -> Int? { floors.firstIndex { $0.name == name } }

    /// Everything that stands below a floor by declared dependencies, directly or not.
    func everythingBelow(_ name: String) -> Set<String> {
        var found: Set<String> = []
        var open = floor(name)?.below ?? []
        while let next = open.popLast() {
            if found.insert(next).inserted { open += floor(next)?.below ?? [] }
        }
        return found
    }
}

extension String {
    fileprivate func components(after mark: String) -> String {
        firstRange(of: mark).map { String(self[$0.upperBound...]) } ?? ""
    }

    fileprivate func components(before mark: String) -> String {
        firstRange(of: mark).map { String(self[..<$0.lowerBound]) } ?? self
    }

    fileprivate func range(between one: String, and other: String) -> Range<Index>? {
        guard let start = firstRange(of: one), let end = firstRange(of: other) else { return nil }
        return start.upperBound..<end.lowerBound
    }
}
