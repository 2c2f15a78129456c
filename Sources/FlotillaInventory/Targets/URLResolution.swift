import FlotillaDriver
import FlotillaSQL

extension URLTemplate {
    /// The URL with its secrets. Blocks while a command runs.
    public func resolve(secrets: Secrets) throws(InventoryError.Reason) -> ConnectionURL {
        let skeleton: URLSkeleton
        do { skeleton = try URLSkeleton(of: text) } catch { throw .badURL(error.problem) }
        var values: [String] = []
        for reference in skeleton.references {
            do { values.append(try secrets.value(of: reference, folder: folder).reveal()) } catch {
                throw .secretUnavailable(reference, error)
            }
        }
        var url = try skeleton.isWhole ? Self.parseWhole(values[0], skeleton.references[0]) : parse(skeleton, values)
        if let database { url.database = database }
        // `:memory:` is no path.
        if url.engine == .sqlite, !url.database.hasPrefix(":") { url.database = Paths.join(folder, url.database) }
        return url
    }

    private func parse(_ skeleton: URLSkeleton, _ values: [String]) throws(InventoryError.Reason) -> ConnectionURL {
        var url: ConnectionURL
        do { url = try skeleton.parse() } catch { throw .badURL(error.problem) }
        guard !values.isEmpty else { return url }
        func filled(_ part: String) -> String {
            var result = ""
            for scalar in part.unicodeScalars {
                if let index = URLSkeleton.markIndex(scalar) {
                    result += values[index]
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
            return result
        }
        url.user = url.user.map(filled)
        url.password = url.password.map { Secret(filled($0.reveal())) }
        url.database = filled(url.database)
        url.schema = url.schema.map(filled)
        url.options = url.options.mapValues(filled)
        for index in url.hosts.indices { url.hosts[index].name = filled(url.hosts[index].name) }
        for (host, reference) in skeleton.portReferences where url.hosts.indices.contains(host) {
            guard let port = Int(values[reference]), (1...65535).contains(port) else {
                throw .secretUnavailable(skeleton.references[reference], .notPort)
            }
            url.hosts[host].port = port
        }
        return url
    }

    /// Of a URL that is a secret as a whole, not even a mistyped option is told.
    private static func parseWhole(_ value: String, _ reference: Reference) throws(InventoryError.Reason)
        -> ConnectionURL
    {
        if let fault = URLSkeleton.strayAt(in: value) { throw .badURL(.inReference(reference, fault.problem)) }
        do { return try ConnectionURL(parsing: value) } catch {
            let problem: URLProblem =
                switch URLFault(error, in: value).problem {
                case .unknownScheme: .unknownScheme(nil)
                case .unknownOption(_, _, let allowed): .unknownOption(nil, nearest: nil, allowed: allowed)
                case let other: other
                }
            throw .badURL(.inReference(reference, problem))
        }
    }
}
