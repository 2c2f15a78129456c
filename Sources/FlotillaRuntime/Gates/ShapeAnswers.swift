import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// What the targets of a wave are made of, added up to one measurement: those of one engine and version have to be alike.
struct ShapeAnswers {
    enum Answer: Sendable, Hashable {
        /// Its fingerprint; `product` tells the engines of one family apart, which spell types in words of their own.
        case shape(String, Engine, product: String)
        /// Why it could not be read.
        case none(String)
    }

    /// Shapes of one place that are told one by one.
    private static let shapesShown = 3

    /// Within it all have to be alike.
    private struct Place: Hashable {
        var product: String
        var version: [RevisionID]

        /// An order that does not depend on who answers first.
        var key: String { product + " " + version.map(\.text).joined(separator: " ") }
    }

    private struct Shape {
        var fingerprint: String
        var engine: Engine
        var count = 0
        /// The first of their ids.
        var example: TargetID
    }

    private let known: [KnownDrift]
    private var places: [Place: [String: Shape]] = [:]
    private var unread = TargetAnswers()

    /// - Parameter known: shapes that are accepted as drift, which are no disagreement.
    init(known: [KnownDrift] = []) { self.known = known }

    mutating func add(_ answer: Answer, of target: TargetID, on version: [RevisionID]) {
        switch answer {
        case .none(let words): unread.add(.init(target: target, measurement: .error(words)))
        case .shape(let fingerprint, let engine, let product):
            unread.add(.init(target: target, measurement: .pass))
            let isKnown = known.contains {
                $0.engine == engine && $0.mark == .shape(fingerprint, version: version)
            }
            guard !isKnown else { return }
            let place = Place(product: product.lowercased(), version: version)
            var shape = places[place]?[fingerprint] ?? Shape(fingerprint: fingerprint, engine: engine, example: target)
            shape.count += 1
            shape.example = min(shape.example, target)
            places[place, default: [:]][fingerprint] = shape
        }
    }

    /// One disagreement is enough, whatever else could not be read.
    ///
    /// - Parameters:
    ///   - difference: what has to be done first to a schema of the one fingerprint to make it the other.
    ///   - digest: of all that has to be done, as known drift is noted.
    func measurement(
        difference: (_ from: String, _ to: String) -> String?, digest: (_ from: String, _ to: String) -> String?
    ) -> GateMeasurement {
        let split = places.mapValues { unknown(Array($0.values), digest) }.filter { $0.value.count > 1 }
            .sorted { $0.key.key < $1.key.key }
        guard !split.isEmpty else { return unread.measurement }
        return .fail(split.map { words($0.key, $0.value, difference) }.joined(separator: "; "))
    }

    /// Without those that only known drift separates from another. That other is looked for among the most frequent ones.
    private func unknown(_ shapes: [Shape], _ digest: (_ from: String, _ to: String) -> String?) -> [Shape] {
        let frequent = Self.sorted(shapes).prefix(Self.shapesShown)
        return shapes.filter { shape in
            !frequent.contains { other in
                guard other.fingerprint != shape.fingerprint,
                    known.contains(where: { $0.engine == shape.engine && $0.mark.isDifference }),
                    let digest = digest(shape.fingerprint, other.fingerprint)
                else { return false }
                return known.contains { $0.engine == shape.engine && $0.mark == .difference(digest) }
            }
        }
    }

    private static func sorted(_ shapes: [Shape]) -> [Shape] {
        shapes.sorted { $0.count == $1.count ? $0.example < $1.example : $0.count > $1.count }
    }

    /// `2 shapes on postgresql: 41 targets as acme; 1 as umbrella (to be as acme: remove column users.extra)`
    private func words(
        _ place: Place, _ shapes: [Shape], _ difference: (_ from: String, _ to: String) -> String?
    ) -> String {
        let shapes = Self.sorted(shapes)
        let parts = shapes.prefix(Self.shapesShown).enumerated().map { index, shape in
            guard index > 0 else {
                return "\(shape.count) \(shape.count == 1 ? "target" : "targets") as \(shape.example)"
            }
            let change = difference(shape.fingerprint, shapes[0].fingerprint)
            return "\(shape.count) as \(shape.example)"
                + (change.map { " (to be as \(shapes[0].example): \($0))" } ?? "")
        }
        let rest = shapes.count - parts.count
        return "\(shapes.count) shapes on \(place.product)\(version(of: place)): " + parts.joined(separator: "; ")
            + (rest > 0 ? "; and \(rest) more" : "")
    }

    /// Named where there are several.
    private func version(of place: Place) -> String {
        guard places.keys.contains(where: { $0.product == place.product && $0.version != place.version }) else {
            return ""
        }
        return " at " + (place.version.isEmpty ? "base" : place.version.map(\.text).joined(separator: ", "))
    }
}

extension KnownDrift.Mark {
    fileprivate var isDifference: Bool { if case .difference = self { true } else { false } }
}
