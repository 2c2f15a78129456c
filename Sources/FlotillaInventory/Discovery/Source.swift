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

    static let kinds = ["files", "query", "databases", "schemas", "http", "command", "file"]
    private static let commonKeys = ["labels", "prefix", "timeout"]
    /// These sources give URLs that somebody else wrote.
    private static let foreignKinds = ["query", "http", "command"]

    private let kind: Kind
    private let prefix: String
    private let labels: [String: String]
    private let timeout: Duration
    private let allowsReferences: Bool
    private let place: Place

    init(_ value: Value, file: String) throws(InventoryError) {
        let fields = try SourceFields(value, file: file)
        place = fields.own.place
        let isForeign = Self.foreignKinds.contains(fields.kind)
        let common = Self.commonKeys + (isForeign ? ["references"] : [])
        kind = try Self.kind(fields, common: common)
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

    private static func kind(_ fields: SourceFields, common: [String]) throws(InventoryError) -> Kind {
        let own = fields.own
        switch fields.kind {
        case "files":
            try own.check(allowed: FilesSource.keys + common)
            return .files(try FilesSource(own))
        case "query":
            try own.check(allowed: QuerySource.keys + common)
            return .query(try QuerySource(own))
        case "databases":
            try own.check(allowed: CatalogueSource.keys + common)
            return .databases(try CatalogueSource(own))
        case "schemas":
            try own.check(allowed: CatalogueSource.keys + common)
            return .schemas(try CatalogueSource(own))
        case "http":
            try own.check(allowed: HTTPSource.keys + common)
            return .http(try HTTPSource(own))
        case "command":
            try own.check(allowed: CommandSource.keys + common)
            return .command(try CommandSource(own))
        default:
            try own.check(allowed: FileSource.keys + common)
            return .file(try FileSource(own))
        }
    }
}
