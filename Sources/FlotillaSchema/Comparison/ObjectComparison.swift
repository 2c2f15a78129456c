/// What separates two schemas, but for their tables.
struct ObjectComparison {
    let from: Schema
    let to: Schema
    private let normaliser: Normaliser

    init(from: Schema, to: Schema) {
        self.from = from
        self.to = to
        normaliser = Normaliser(to)
    }

    var namespaces: [Change] {
        changes(\.namespaces, name: { ExactText($0.name) }) { outcome in
            switch outcome {
            case .removed(let namespace): [.dropNamespace(namespace)]
            case .added(let namespace): [.createNamespace(namespace)]
            case .altered(let from, let to): [.alterNamespace(from: from, to: to)]
            }
        }
    }

    var extensions: [Change] {
        changes(\.extensions, name: { ExactText($0.name) }) { outcome in
            switch outcome {
            case .removed(let object): [.dropExtension(object)]
            case .added(let object): [.createExtension(object)]
            case .altered(let from, let to): [.dropExtension(from), .createExtension(to)]
            }
        }
    }

    var enums: [Change] {
        changes(\.enums, name: { ExactText($0.name) }) { outcome in
            switch outcome {
            case .removed(let type): [.dropEnum(type)]
            case .added(let type): [.createEnum(type)]
            case .altered(let from, let to): [.alterEnum(from: from, to: to)]
            }
        }
    }

    var sequences: [Change] {
        changes(\.sequences, name: { ExactText($0.name) }) { outcome in
            switch outcome {
            case .removed(let sequence): [.dropSequence(sequence)]
            case .added(let sequence): [.createSequence(sequence)]
            case .altered(let from, let to): [.alterSequence(from: from, to: to)]
            }
        }
    }

    var views: [Change] {
        changes(\.views, name: { ExactText($0.name) }, normal: normaliser.normal) { outcome in
            switch outcome {
            case .removed(let view): [.dropView(view)]
            case .added(let view): [.createView(view)]
            case .altered(let from, let to): [.alterView(from: from, to: to)]
            }
        }
    }

    /// In MySQL's family a function and a procedure may have one name.
    var routines: [Change] {
        changes(\.routines, name: \.identity) { outcome in
            switch outcome {
            case .removed(let routine): [.dropRoutine(routine)]
            case .added(let routine): [.createRoutine(routine)]
            case .altered(let from, let to): [.alterRoutine(from: from, to: to)]
            }
        }
    }

    var others: [Change] {
        changes(\.others, name: \.identity, normal: normaliser.normal) { outcome in
            switch outcome {
            case .removed(let object): [.dropOther(object)]
            case .added(let object): [.createOther(object)]
            case .altered(let from, let to): [.alterOther(from: from, to: to)]
            }
        }
    }

    private func changes<Value: FingerprintWritable>(
        _ part: KeyPath<Schema, [Value]>, name: (Value) -> ExactText, normal: (Value) -> Value = { $0 },
        as change: (Pairing<Value>.Outcome) -> [Change]
    ) -> [Change] {
        Pairing(from: from[keyPath: part], to: to[keyPath: part], name: name, normal: normal)
            .outcomes.flatMap { change($0.outcome) }
    }
}

extension Routine {
    /// What the engine tells it from others by.
    var identity: ExactText {
        ExactText(bytes: ExactText(name).bytes + [0] + Array(signature.utf8) + [0] + Array(kind.rawValue.utf8))
    }
}

extension TextObject {
    var identity: ExactText { ExactText(bytes: Array(kind.utf8) + [0] + Array(name.utf8)) }
}
