import FlotillaDriver

/// Where targets are to be found: one element of an inventory's `sources:`.
///
/// Every kind takes `labels`, `prefix` and `timeout`, beside its own key or inside its mapping.
struct Source {
    /// For the whole source, name resolution to last row.
    static let defaultTimeout = Duration.seconds(60)

    enum Kind {
        case files(FilesSource)
        case query(QuerySource)
        case databases(CatalogueSource)
        case schemas(CatalogueSource)
        case command(CommandSource)
        case http(HTTPSource)
        case file(FileSource)
    }

    /// What a source needs beyond its own keys while it runs.
    struct Run {
        let delivery: Delivery
        let scope: Scope
        let place: Place
        let deadline: Deadline

        var context: InventoryContext { delivery.context }

        func fault(_ reason: InventoryError.Reason) -> InventoryError { InventoryError(reason, at: place) }

        func place(row: Int) -> Place { Place(file: place.file, line: place.line, column: place.column, row: row) }

        /// A text that the source gave and that stands in no file.
        func written(_ text: String) -> Written {
            Written(text: text, spot: Spot(line: place.line, column: place.column))
        }
    }

    private static let common = [
        FileKey("labels", .named(.text(.free)), "For all of its targets."),
        FileKey("prefix", .text(.free), "In front of the ids of its targets."),
        FileKey("timeout", .text(.duration()), "For the whole source."),
    ]
    private static let reference = FileKey(
        "references", .text(.flag), "Whether URLs that it gives may hold references to secrets.")

    /// The keys of each kind. Some give URLs that somebody else wrote.
    private static let own: [(kind: String, keys: [FileKey], isForeign: Bool)] = [
        ("files", FilesSource.shape, false), ("query", QuerySource.shape, true),
        ("databases", CatalogueSource.shape, false), ("schemas", CatalogueSource.shape, false),
        ("http", HTTPSource.shape, true), ("command", CommandSource.shape, true), ("file", FileSource.shape, false),
    ]

    static let kinds = own.map(\.kind)

    /// Keys stand beside the name of the kind or below it.
    static let shape = FileShape.either(
        own.map { kind, keys, isForeign in
            let others = keys + common + (isForeign ? [reference] : [])
            let below = FileShape.mapping(others)
            guard let value = keys.first(where: { $0.name == kind }) else {
                return .mapping([FileKey(kind, below, "A source.", isRequired: true)] + others)
            }
            let named = FileKey(kind, .either([value.shape, below]), value.about, isRequired: true)
            return .mapping([named] + others.filter { $0.name != kind })
        })

    private static func keys(of kind: String) -> [String] {
        own.first { $0.kind == kind }.map { ($0.keys + common + ($0.isForeign ? [reference] : [])).names } ?? []
    }

    private let kind: Kind
    private let prefix: String
    private let labels: [String: String]
    private let timeout: Duration
    private let allowsReferences: Bool
    private let place: Place

    init(_ value: Value, file: String) throws(InventoryError) {
        let fields = try SourceFields(value, file: file)
        place = fields.own.place
        let isForeign = Self.own.contains { $0.kind == fields.kind && $0.isForeign }
        try fields.own.check(allowed: Self.keys(of: fields.kind))
        kind = try Self.kind(fields)
        prefix = try fields.own.text("prefix")?.text ?? ""
        var labels: [String: String] = [:]
        for (key, value) in try fields.own.texts("labels") {
            try TargetRules.checkLabelKey(key.text, at: key.spot.place(in: file))
            try TargetRules.checkLabelValue(value.text, of: key.text, at: value.spot.place(in: file))
            labels[key.text] = value.text
        }
        self.labels = labels
        timeout = try fields.own.duration("timeout") ?? Self.defaultTimeout
        let asksForReferences = try fields.own.flag("references")
        allowsReferences = !isForeign || asksForReferences
    }

    /// Finds the targets and delivers them; blocks until done or time is up.
    func deliver(to delivery: Delivery, scope: Scope) throws(InventoryError) {
        let inner = scope.inside(
            prefix: prefix, labels: labels, allowsReferences: scope.allowsReferences && allowsReferences)
        let run = Run(delivery: delivery, scope: inner, place: place, deadline: .after(timeout))
        switch kind {
        case .files(let source): try source.deliver(run)
        case .query(let source): try source.deliver(run)
        case .databases(let source): try source.deliverDatabases(run)
        case .schemas(let source): try source.deliverSchemas(run)
        case .command(let source): try source.deliver(run)
        case .http(let source): try source.deliver(run)
        case .file(let source): try source.deliver(run)
        }
    }

    private static func kind(_ fields: SourceFields) throws(InventoryError) -> Kind {
        let own = fields.own
        switch fields.kind {
        case "files": return .files(try FilesSource(own))
        case "query": return .query(try QuerySource(own))
        case "databases": return .databases(try CatalogueSource(own))
        case "schemas": return .schemas(try CatalogueSource(own))
        case "http": return .http(try HTTPSource(own))
        case "command": return .command(try CommandSource(own))
        default: return .file(try FileSource(own))
        }
    }
}
