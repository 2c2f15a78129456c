import FlotillaDriver

/// Takes entries from wherever they come, checks them, and hands targets on, one by one.
final class Delivery {
    let context: InventoryContext
    private let body: (Target) throws(InventoryError) -> Void
    private var repeated = RepeatedIDs()
    /// `nil` while the first problem ends everything.
    private var problems: [InventoryError]?
    private let problemLimit: Int
    /// Inventory files that are being read, outermost first, by identity.
    private var openFiles: [FileIdentity] = []

    init(
        context: InventoryContext, collecting problemLimit: Int?,
        body: @escaping (Target) throws(InventoryError) -> Void
    ) {
        self.context = context
        self.body = body
        self.problemLimit = problemLimit ?? 0
        problems = problemLimit == nil ? nil : []
    }

    var collectedProblems: [InventoryError] { problems ?? [] }

    func deliver(_ entry: Entry, in scope: Scope) throws(InventoryError) {
        let target: Target
        do { target = try scope.target(from: entry) } catch { return try report(error) }
        try deliver(target)
    }

    func deliver(_ target: Target) throws(InventoryError) {
        if context.stop.isRaised { throw InventoryError(.stopped, at: target.origin) }
        if let first = repeated.claim(target.id.text, at: target.origin) {
            return try report(
                InventoryError(.repeatedID(text: target.id.text, first: first), at: target.origin))
        }
        try body(target)
    }

    /// Ends everything, or remembers the problem and goes on with the next entry.
    func report(_ problem: InventoryError) throws(InventoryError) {
        // A problem that was thrown because the limit was reached may pass here again on its way out.
        guard let count = problems?.count, count < problemLimit, problem.reason != .stopped else { throw problem }
        problems?.append(problem)
        if count + 1 == problemLimit { throw problem }
    }

    /// Files may include each other this deep.
    static let fileDepthLimit = 16

    /// Runs `read` unless the file is being read already: files may include each other, but not in a circle.
    func whileReading(
        _ file: FileIdentity, named name: String, _ read: () throws(InventoryError) -> Void
    ) throws(InventoryError) {
        guard !openFiles.contains(file) else { throw InventoryError(.fileCycle, at: Place(file: name)) }
        guard openFiles.count < Self.fileDepthLimit else {
            throw InventoryError(.nestedTooDeep(limit: Self.fileDepthLimit), at: Place(file: name))
        }
        openFiles.append(file)
        defer { openFiles.removeLast() }
        try read()
    }
}
