import CivicCore
import CivicDialplan
import CivicSources
import Foundation

// The data sources, looked at and tried out by an administrator.
extension Commands {
    /// Lists the sources; asks one with `arguments` (`account=10023`), or with `tries` each that says what to try.
    package static func dataSources(
        config: String, source id: String?, arguments: [String], tries: Bool
    ) async -> Int32 {
        await reporting {
            let (sources, file, remarks) = try readSources(config)
            for remark in remarks { complain("\(remark)") }
            guard let id else { return tries ? await tryAll(sources) : list(sources, file) }
            guard let source = sources.first(where: { $0.id == id }) else {
                let near = closestName(to: id, among: sources.map(\.id)).map { "did you mean '\($0)'?" }
                throw ConfigurationError(
                    line: "no data source is called '\(id)'; \(near ?? "'civicline data-sources' lists them")",
                    exitCode: ConfigurationError.usage)
            }
            let given = arguments.isEmpty ? source.sample : try values(of: arguments, for: source)
            return await ask(source, given) ? 0 : 1
        }
    }

    private static func readSources(_ config: String) throws -> ([DataSource], String?, [Diagnostic]) {
        let configuration = try configuration(config)
        do {
            let services = try HouseRules.services(configuration)
            let (sources, remarks) = try HouseRules.dataSources(configuration.files, services)
            return (sources, configuration.files.dataSources, remarks)
        } catch let refused as Diagnostics {
            throw ConfigurationError(refused.all)
        }
    }

    private static func list(_ sources: [DataSource], _ file: String?) -> Int32 {
        for source in sources {
            let arguments = source.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.name)" }
            say("\(source.id)  \(source.method.rawValue) \(source.address.text)")
            if !arguments.isEmpty { say("  asked with \(arguments.joined(separator: ", "))") }
            for field in source.fields {
                let remarks = [field.isOptional ? "may be absent" : nil, field.isPersonal ? "personal" : nil]
                    .compactMap { $0 }
                say(
                    "  gives \(field.name) from \(field.place.text): \(field.kind.type.name)"
                        + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"))
            }
        }
        say("\(sources.count) data \(sources.count == 1 ? "source" : "sources")\(file.map { " in \($0)" } ?? "")")
        return 0
    }

    private static func tryAll(_ sources: [DataSource]) async -> Int32 {
        var failed = 0
        for source in sources {
            guard source.sample.count == source.arguments.count else {
                say("\(source.id): not tried; give it arguments under 'try', or name them on the command line")
                continue
            }
            if await !ask(source, source.sample) { failed += 1 }
        }
        return failed == 0 ? 0 : 1
    }

    private static func values(of arguments: [String], for source: DataSource) throws -> [String: DialplanValue] {
        var values: [String: DialplanValue] = [:]
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let type = source.arguments[parts[0]] else {
                let near = closestName(to: parts[0], among: source.arguments.keys).map { "; did you mean '\($0)'?" }
                throw ConfigurationError(
                    line: "'\(source.id)' takes \(source.usage), not '\(argument)'\(near ?? "")",
                    exitCode: ConfigurationError.usage)
            }
            guard let value = DialplanValue(parts[1], of: type, zone: source.zone) else {
                throw ConfigurationError(
                    line: "'\(parts[0])' takes \(type.name), not '\(parts[1])'", exitCode: ConfigurationError.usage)
            }
            values[parts[0]] = value
        }
        return values
    }

    /// - Returns: whether it answered, be it that nothing was found.
    private static func ask(_ source: DataSource, _ arguments: [String: DialplanValue]) async -> Bool {
        guard arguments.count == source.arguments.count else {
            complain("\(source.id): name all that it is asked with: \(source.usage)")
            return false
        }
        let client = HTTPSourceClient()
        let counter = SourceCounter(source, client: client, secrets: SourceSecrets(), tell: { _ in })
        let began = MonotonicClock.now
        let answer = await counter.ask(arguments)
        let took = (MonotonicClock.now - began).milliseconds
        await client.close()
        switch (answer.outcome, answer.fault) {
        case (_, let fault?):
            say("\(source.id): failed after \(took) ms: \(fault)")
            return false
        case (.found(let fields), _):
            say("\(source.id): found in \(took) ms")
            for field in source.fields {
                let value = fields[field.name] ?? .absent
                say(
                    "  \(field.name): \(value.shown(as: field.kind, zone: source.zone))"
                        + "  (\(field.kind.type.name), from \(field.place.text))")
            }
            return true
        default:
            say("\(source.id): nothing found, in \(took) ms")
            return true
        }
    }
}

extension DataSource {
    /// `account=… year=…`.
    fileprivate var usage: String {
        arguments.isEmpty ? "no arguments" : arguments.keys.sorted().map { "\($0)=…" }.joined(separator: " ")
    }
}
