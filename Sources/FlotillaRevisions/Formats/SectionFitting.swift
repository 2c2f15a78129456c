import FlotillaSQL

// Other tools leave it to a script whether it has transactions of its own, and nearly all that have begin one at the top and
// end it at the bottom. Here the version moves in the transaction of the change, so it has to be known before.

extension RevisionSection {
    /// The section as it is run on the engine: with the kind of transaction that its statements ask for.
    ///
    /// One `BEGIN` and `COMMIT` around everything give way to the transaction that the version moves in, which is the same and
    /// more. Other transactions stay the script's own. On MySQL, where a definition ends the transaction that it stands in, they
    /// give way to no transaction at all.
    public func fitted(to engine: Engine, options: SQLOptions = SQLOptions()) -> RevisionSection {
        guard format != .flotilla else { return self }
        let script = SQLScript(body, engine: engine, options: options)
        let statements = script.statements
        var fitted = self
        if !statements.contains(where: \.beginsOrEndsTransaction) {
            let needsNone = runsAlone(on: engine) && statements.contains(where: \.traits.needsNoTransaction)
            if needsNone { fitted.marker.options.transaction = .none }
        } else if engine != .mysql, marker.options.transaction == .default, script.isOneTransaction {
            fitted.body = script.withoutTransactions
        } else if engine == .mysql, script.commitsInside {
            fitted.body = script.withoutTransactions
            fitted.marker.options.transaction = .none
        } else {
            fitted.marker.options.transaction = .script
        }
        return fitted
    }

    /// Whether the tool would not put the script into a transaction when a statement refuses that: golang-migrate begins none
    /// but on SQLite, Flyway looks at the statements.
    private func runsAlone(on engine: Engine) -> Bool {
        switch format {
        case .golangMigrate: engine != .sqlite
        case .flyway: true
        case .flotilla, .goose, .dbmate: false
        }
    }
}

extension SQLStatement {
    fileprivate var beginsOrEndsTransaction: Bool { traits.transactionControl?.endsOrBeginsTransaction ?? false }

    /// Without any wish as to what kind of transaction.
    fileprivate var isPlainControl: Bool {
        traits.transactionControl == .begin || traits.transactionControl == .commit
            ? words.isSubset(of: Self.plainWords) : false
    }

    /// As engines fold them.
    private static let plainWords = Set(
        ["begin", "start", "transaction", "work", "commit", "end", "deferred", "immediate", "exclusive"].flatMap {
            [$0, $0.uppercased()]
        })
}

extension SQLScript {
    /// `BEGIN`, whatever is no `BEGIN` and no `COMMIT`, `COMMIT`.
    fileprivate var isOneTransaction: Bool {
        guard let first = statements.first, let last = statements.last, statements.count > 1 else { return false }
        return first.traits.transactionControl == .begin && last.traits.transactionControl == .commit
            && first.isPlainControl && last.isPlainControl
            && !statements.dropFirst().dropLast().contains(where: \.beginsOrEndsTransaction)
    }

    /// A statement between `BEGIN` and `COMMIT` ends the transaction by itself.
    fileprivate var commitsInside: Bool {
        var isOpen = false
        for statement in statements {
            switch statement.traits.transactionControl {
            case .begin where !isOpen: isOpen = true
            case .commit where isOpen: isOpen = false
            case .savepoint, .release, .rollbackTo, nil:
                if isOpen, statement.traits.implicitlyCommits { return true }
            default: return false
            }
        }
        return false
    }

    /// The script with blanks for every `BEGIN` and `COMMIT`, so that no other statement moves.
    fileprivate var withoutTransactions: [UInt8] {
        var bytes = bytes
        var isInControl = false
        for piece in pieces {
            switch piece.kind {
            case .statement(let index): isInControl = statements[index].beginsOrEndsTransaction
            case .terminator where isInControl: break
            default: continue
            }
            guard isInControl else { continue }
            for position in piece.range where bytes[position] != .lineFeed { bytes[position] = UInt8(ascii: " ") }
        }
        return bytes
    }
}
