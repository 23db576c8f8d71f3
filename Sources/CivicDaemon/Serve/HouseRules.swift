package import CivicCRM
package import CivicCore
package import CivicDialplan
package import CivicQueue
package import CivicSegments
package import CivicSpeech
package import CivicSources
import CivicStore
import Foundation

/// The text of a dialplan and the file that it belongs to.
package struct PlanSource: Sendable {
    package var file: String
    package var text: String
}

/// What the files of the configuration say, compiled: the same for `check`, `walk` and `serve`.
package struct HouseRules: Sendable {
    package var catalogue: PromptCatalogue
    package var services: ServiceCatalogue
    package var plans: [Plan]
    /// The waiting lines, and how citizens are called back.
    package var queues: [QueueDefinition]
    package var callBacks: CallBackRules
    package var environment: PlanEnvironment
    /// The text of the file of calendars.
    package var calendars: String
    /// Who belongs to which segment, and who is entitled to what.
    package var segments: SegmentRules
    /// Data sources outside.
    package var sources: [DataSource]
    package var warnings: [Diagnostic]

    /// Compiles everything that `configuration` names; refuses the whole when one file has an error.
    package static func load(_ configuration: HotlineConfiguration) throws(ConfigurationError) -> HouseRules {
        let (rules, diagnostics) = try compile(configuration, dialplans: configuration.files.dialplans)
        guard !diagnostics.contains(where: { $0.severity == .error }) else { throw ConfigurationError(diagnostics) }
        return rules
    }

    /// Compiles the files `dialplans` in the surroundings of `configuration` and tells all that was found in them.
    package static func compile(_ configuration: HotlineConfiguration, dialplans: [String]) throws(ConfigurationError)
        -> (HouseRules, [Diagnostic])
    {
        var sources: [PlanSource] = []
        for file in dialplans { sources.append(PlanSource(file: file, text: try text(of: file))) }
        return try compile(configuration, sources: sources)
    }

    /// Compiles texts as if they were the dialplans of `configuration`; its other files are read.
    ///
    /// - Parameters:
    ///   - calendars: a text that stands for the file of calendars.
    ///   - knowledge: the articles that are told, in the place of those of the file.
    package static func compile(
        _ configuration: HotlineConfiguration, sources: [PlanSource], calendars: String? = nil,
        knowledge: HouseKnowledge? = nil
    ) throws(ConfigurationError) -> (HouseRules, [Diagnostic]) {
        let files = configuration.files
        var diagnostics: [Diagnostic] = []
        do {
            let cataloguePath = files.prompts + "/catalogue.yaml"
            let calendars = try calendars ?? text(of: files.calendars)
            var services = try services(files, calendars: calendars)
            let articles = try knowledge?.articles ?? articles(files, services)
            let segments = try segments(files, services)
            let folders = [files.prompts] + (knowledge.map { [$0.folder] } ?? [])
            let catalogue = try PromptCatalogue.load(try text(of: cataloguePath), file: cataloguePath)
                .adding(articles)
            diagnostics += missingClips(
                of: catalogue, in: folders, file: cataloguePath, speaksArticles: knowledge == nil)
            let (outside, remarks) = try dataSources(files, services)
            diagnostics += remarks
            diagnostics += callBackFaults(configuration, services)
            diagnostics += unitFaults(configuration, services)
            diagnostics += overdue(articles, in: files.articles ?? "", today: today(services))
            diagnostics += overdue(segments, in: files.segments ?? "", today: today(services))
            let environment = PlanEnvironment(
                catalogue: catalogue, queues: Set(configuration.queues.map(\.id)),
                services: Set(services.services.map(\.id)), calendars: services.calendars,
                lookUps: lookUps(with: outside),
                promptLengths: PromptLengths(of: catalogue, in: folders),
                units: Dictionary(services.units.map { ($0.id, $0.phone) }, uniquingKeysWith: { first, _ in first }),
                articles: Dictionary(
                    articles.map { ($0.id, SpokenArticle($0)) } + [(SpokenArticle.ofOwnCall.id, .ofOwnCall)],
                    uniquingKeysWith: { first, _ in first }))
            var plans: [Plan] = []
            for source in sources {
                let (plan, found) = PlanLoader.load(source.text, file: source.file, environment: environment)
                diagnostics += found
                if let plan { plans.append(plan) }
            }
            let linked = plans.linked
            plans = linked.plans
            // What does not compile is not there to be led to; its own errors come first.
            if plans.count == sources.count { diagnostics += linked.diagnostics }
            diagnostics += plans.duplicateAnswers
            let (visits, visitFaults) = visits(configuration, services, sources)
            services.rules.visits = visits
            diagnostics += visitFaults
            let hash = PlanVersion.hash(of: calendars)
            for index in plans.indices { plans[index].calendarsHash = hash }
            let rules = HouseRules(
                catalogue: catalogue, services: services, plans: plans, queues: configuration.queues,
                callBacks: configuration.callBackRules(services, zone: plans.first?.timeZone), environment: environment,
                calendars: calendars, segments: segments,
                sources: outside,
                warnings: diagnostics.filter { $0.severity == .warning })
            return (rules, diagnostics)
        } catch let refused as Diagnostics {
            throw ConfigurationError(refused.all)
        } catch let refused as ConfigurationError {
            throw refused
        } catch {
            throw ConfigurationError(line: "\(configuration.file): \(error)")
        }
    }

    /// The catalogue of services, for the store; everything else needs the plans as well.
    package static func services(_ configuration: HotlineConfiguration) throws(ConfigurationError) -> ServiceCatalogue {
        do {
            return try services(configuration.files, calendars: text(of: configuration.files.calendars))
        } catch let refused as Diagnostics {
            throw ConfigurationError(refused.all)
        } catch let refused as ConfigurationError {
            throw refused
        } catch {
            throw ConfigurationError(line: "\(configuration.file): \(error)")
        }
    }

    private static func services(_ files: HotlineConfiguration.Files, calendars: String) throws -> ServiceCatalogue {
        let calendars = try CalendarFile.parse(calendars, file: files.calendars)
        let units = try UnitFile.parse(try text(of: files.units), file: files.units)
        var services = try ServiceFile.parse(
            try text(of: files.services), file: files.services, units: units, calendars: calendars)
        if let file = files.caseRules { services.rules = try CaseRulesFile.parse(try text(of: file), file: file) }
        return services
    }

    /// The text of a file, which is to be UTF-8.
    static func text(of file: String) throws(ConfigurationError) -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw fault(file, "cannot be read", "does the file exist?", "no-file")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw fault(file, "not UTF-8", "save the file as UTF-8", "encoding")
        }
        return text
    }

    private static func fault(
        _ file: String, _ message: String, _ suggestion: String, _ rule: String
    ) -> ConfigurationError {
        ConfigurationError([
            Diagnostic(file: file, line: 0, column: 0, message: message, suggestion: suggestion, rule: rule)
        ])
    }

    /// - Parameter speaksArticles: the daemon speaks what the articles' file brings when it takes it.
    private static func missingClips(
        of catalogue: PromptCatalogue, in folders: [String], file: String, speaksArticles: Bool
    ) -> [Diagnostic] {
        let missing = catalogue.missing(existing: folders.reduce(into: []) { $0.formUnion(clipNames(in: $1)) })
        let spoken = missing.filter { speaksArticles && $0.clip.contains("/article.") }
        var found: [Diagnostic] = []
        if !spoken.isEmpty {
            found.append(
                Diagnostic(
                    file: file, line: 0, column: 0, severity: .warning,
                    message: "\(spoken.count) parts of articles have no recording",
                    suggestion: "the house's voice speaks them when the hotline takes them", rule: "article-voice"))
        }
        if let first = missing.first(where: { missing in !spoken.contains { $0.clip == missing.clip } }) {
            found.append(
                Diagnostic(
                    file: file, line: 0, column: 0,
                    message:
                        "\(missing.count - spoken.count) prompts have no audio, the first is \(folders[0])/\(first.clip).wav",
                    suggestion: "make them with 'civicline prompts --make', or put recordings there",
                    rule: "missing-prompt"))
        }
        return found
    }

    /// Names of the clips below a prompts folder: `zh-CN/welcome` for `zh-CN/welcome.wav`.
    package static func clipNames(in folder: String) -> Set<String> {
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return Set(paths.filter { $0.hasSuffix(".wav") }.map { String($0.dropLast(4)) })
    }
}
